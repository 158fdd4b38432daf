"""What the tests of commands type."""

PASSWORD = "八个字符就可以了"


def add(run, name, *options):
    return run("user", "add", name, *options, typed=[PASSWORD, PASSWORD])

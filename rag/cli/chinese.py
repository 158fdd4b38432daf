"""What Click itself says, in Chinese with the English beside it, as in the rest of the help.

Click looks its messages up with :mod:`gettext`, by the language of the system. Beike's help is the
same in every language, so that the look-up is replaced instead of fed.
"""

from __future__ import annotations

from click import core, decorators, exceptions, formatting, parser, termui, types

#: Click's message -> what is said. ``{…}`` are filled in by Click.
MESSAGES = {
    "Usage:": "用法 / Usage:",
    "Options": "选项 / Options",
    "Commands": "命令 / Commands",
    "Positional arguments": "参数 / Arguments",
    "default: {default}": "默认 / default: {default}",
    "env var: {var}": "环境变量 / env var: {var}",
    "(dynamic)": "（运行时决定 / dynamic）",
    "Error: {message}": "错误 / Error: {message}",
    "Try '{command} {option}' for help.": "用法见 / for help: {command} {option}",
    "Missing command.": "没有写命令 / missing command",
    "Missing argument": "缺少参数 / missing argument",
    "Missing option": "缺少选项 / missing option",
    "Missing parameter": "缺少参数 / missing parameter",
    "Missing parameter: {param_name}": "缺少参数 / missing parameter: {param_name}",
    "Missing {param_type}": "缺少 / missing {param_type}",
    "No such option {name!r}.": "没有选项 / no such option: {name}。",
    "No such command {name!r}.": "没有命令 / no such command: {name}。",
    "Did you mean {possibility}?": "是不是想写 / did you mean {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是想写 / did you mean {possibilities}？",
    "Invalid value: {message}": "值不能用 / invalid value: {message}",
    "Invalid value for {param_hint}: {message}": (
        "{param_hint} 的值不能用 / invalid value: {message}"
    ),
    "Got unexpected extra argument ({args})": "多出来的参数 / unexpected extra argument: {args}",
    "Got unexpected extra arguments ({args})": "多出来的参数 / unexpected extra arguments: {args}",
    "Takes {nargs} values but 1 was given.": (
        "要写 {nargs} 个值，只写了 1 个 / takes {nargs} values, got 1"
    ),
    "Takes {nargs} values but {len} were given.": (
        "要写 {nargs} 个值，写了 {len} 个 / takes {nargs} values, got {len}"
    ),
    "Argument {name!r} takes {nargs} values.": (
        "参数 {name} 要写 {nargs} 个值 / takes {nargs} values"
    ),
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值 / requires a value",
    "Option {name!r} requires {nargs} arguments.": (
        "选项 {name} 后面要写 {nargs} 个值 / requires {nargs} values"
    ),
    "Option {name!r} does not take a value.": "选项 {name} 后面不能写值 / takes no value",
    "{value!r} is not {choice}.": "{value} 不是 / is not {choice}",
    "{value!r} is not one of {choices}.": "{value} 不在可选的值里 / is not one of {choices}",
    "Choose from:\n\t{choices}": "可选 / choose from:\n\t{choices}",
    "{value!r} is not a valid {number_type}.": "{value} 不是数 / is not a number",
    "{value} is not in the range {range}.": "{value} 不在范围里 / is not in the range {range}",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value} 不是真假值，可以写 / not a boolean, choose from: {states}"
    ),
    "{name} {filename!r} does not exist.": "{filename} 不存在 / does not exist",
    "{name} {filename!r} is a file.": "{filename} 是文件，不是文件夹 / is a file",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，不是文件 / is a directory",
    "{name} {filename!r} is not readable.": "{filename} 不能读 / is not readable",
    "{name} {filename!r} is not writable.": "{filename} 不能写 / is not writable",
    "{name} {filename!r} is not executable.": "{filename} 不能运行 / is not executable",
    "Could not open file {filename!r}: {message}": "{filename} 打不开 / cannot open: {message}",
    "unknown error": "原因不明 / unknown error",
    "Repeat for confirmation": "再输入一次 / repeat for confirmation",
    "Error: The two entered values do not match.": (
        "错误 / Error: 两次输入的不一样 / the two values do not match"
    ),
    "Error: invalid input": "错误 / Error: 请输入 y 或 n / invalid input",
    "Aborted!": "已中止 / Aborted!",
}
#: Where Click looks messages up.
MODULES = (core, decorators, exceptions, formatting, parser, termui, types)


def speak_chinese() -> None:
    """Have Click say so; for the whole process. A second call changes nothing."""
    for module in MODULES:
        for name, said in (("_", _said), ("ngettext", _said_of)):
            if hasattr(module, name):
                setattr(module, name, said)


def _said(message: str) -> str:
    return MESSAGES.get(message, message)


def _said_of(one: str, more: str, count: int) -> str:
    return _said(one if count == 1 else more)

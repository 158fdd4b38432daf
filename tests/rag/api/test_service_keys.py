"""One's own keys and password, and the accounts of a school, over HTTP."""

from __future__ import annotations

import pytest
from service_rig import password_of

from rag.store.records import Role

NEW = "ein ganz neues Wort"


@pytest.fixture
def wang(school_rig):
    """A teacher's browser."""
    return school_rig.account("王老师")


@pytest.fixture
def head(school_rig):
    """An administrator's browser."""
    return school_rig.account("教务处", Role.ADMIN)


def program(school_rig, secret):
    return school_rig.client(headers={"Authorization": f"Bearer {secret}"})


def code(response):
    return response.status_code, response.json()["error"]["code"]


def signed_in(school_rig, name, password):
    client = school_rig.client()
    sent = client.post("/v1/login", json={"name": name, "password": password})
    return client if sent.status_code == 200 else None


def test_a_key_is_shown_once_used_and_revoked(school_rig, wang):
    made = wang.post("/v1/keys", json={"name": "我的脚本"})
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert secret.startswith("bk_")
    assert program(school_rig, secret).get("/v1/me").json()["name"] == "王老师"
    page = wang.get("/v1/keys").json()
    (listed,) = page["items"]
    assert listed["last_used"] is not None
    assert {**listed, "last_used": None} == {
        key: value for key, value in made.json().items() if key != "secret"
    }
    assert secret not in str(page)
    assert secret.startswith(listed["hint"])
    assert wang.delete(f"/v1/keys/{listed['id']}").status_code == 204
    assert program(school_rig, secret).get("/v1/me").status_code == 401
    assert code(wang.delete(f"/v1/keys/{listed['id']}")) == (404, "not_found")


def test_the_name_of_a_key_is_one_s_own(school_rig, wang, head):
    assert wang.post("/v1/keys", json={"name": "脚本"}).status_code == 201
    assert code(wang.post("/v1/keys", json={"name": " 脚本 "})) == (409, "name_taken")
    assert code(wang.post("/v1/keys", json={"name": " "})) == (422, "invalid_request")
    assert head.post("/v1/keys", json={"name": "脚本"}).status_code == 201
    (mine,) = wang.get("/v1/keys").json()["items"]
    assert code(head.delete(f"/v1/keys/{mine['id']}")) == (404, "not_found")


def test_a_key_makes_no_keys(school_rig, wang):
    secret = wang.post("/v1/keys", json={"name": "脚本"}).json()["secret"]
    refused = program(school_rig, secret).post("/v1/keys", json={"name": "另一个"})
    assert code(refused) == (403, "forbidden")
    assert wang.get("/v1/keys").json()["total"] == 1


def test_a_changed_password_ends_every_session_but_no_key(school_rig, wang):
    elsewhere = signed_in(school_rig, "王老师", password_of("王老师"))
    secret = wang.post("/v1/keys", json={"name": "脚本"}).json()["secret"]
    changed = wang.put("/v1/me/password", json={"old": password_of("王老师"), "new": NEW})
    assert changed.status_code == 204
    assert "beike_session" not in wang.cookies
    assert [client.get("/v1/me").status_code for client in (wang, elsewhere)] == [401, 401]
    assert program(school_rig, secret).get("/v1/me").status_code == 200
    assert signed_in(school_rig, "王老师", password_of("王老师")) is None
    assert signed_in(school_rig, "王老师", NEW)


def test_the_old_password_is_needed_and_the_new_one_is_checked(school_rig, wang):
    def change(old, new):
        return code(wang.put("/v1/me/password", json={"old": old, "new": new}))

    assert change(password_of("王老师"), "kurz") == (422, "invalid_request")
    for _ in range(5):
        assert change("falsch", NEW) == (401, "login_failed")
    assert change("falsch", NEW) == (429, "too_many_attempts")
    assert wang.get("/v1/me").status_code == 200


def test_without_accounts_there_are_no_keys_and_no_passwords(school_rig):
    client = school_rig.client()
    account = {"name": "王老师", "password": NEW}
    for refused in (
        client.post("/v1/keys", json={"name": "脚本"}),
        client.put("/v1/me/password", json={"old": "x", "new": NEW}),
        client.post("/v1/admin/users", json=account),
    ):
        assert code(refused) == (403, "forbidden")
        assert "beike user add" in refused.json()["error"]["hint"]
    assert client.get("/v1/admin/users").json()["total"] == 0


def test_an_administrator_adds_lists_disables_and_lets_in_again(school_rig, head):
    made = head.post("/v1/admin/users", json={"name": "李/老师", "password": NEW})
    assert made.status_code == 201
    assert (made.json()["role"], made.json()["active"]) == ("teacher", True)
    taken = head.post("/v1/admin/users", json={"name": "李/老师", "password": NEW})
    assert code(taken) == (409, "name_taken")
    weak = head.post("/v1/admin/users", json={"name": "赵老师", "password": "kurz"})
    assert code(weak) == (422, "invalid_request")
    li = signed_in(school_rig, "李/老师", NEW)
    page = head.get("/v1/admin/users").json()
    assert [user["name"] for user in page["items"]] == ["教务处", "李/老师"]

    where = f"/v1/admin/users/{made.json()['id']}"
    assert head.post(f"{where}/disable").json() == {**made.json(), "active": False}
    assert li.get("/v1/me").status_code == 401
    assert signed_in(school_rig, "李/老师", NEW) is None
    reset = head.put(f"{where}/password", json={"password": f"{NEW}!"})
    assert reset.json() == made.json()
    assert signed_in(school_rig, "李/老师", f"{NEW}!")

    own = f"/v1/admin/users/{page['items'][0]['id']}/disable"
    assert code(head.post(own)) == (403, "forbidden")
    assert code(head.post("/v1/admin/users/0/disable")) == (404, "not_found")


def test_accounts_are_for_administrators(school_rig, head, wang):
    (other, _) = head.get("/v1/admin/users").json()["items"]
    where = f"/v1/admin/users/{other['id']}"
    for refused in (
        wang.get("/v1/admin/users"),
        wang.post("/v1/admin/users", json={"name": "赵老师", "password": NEW, "role": "admin"}),
        wang.post(f"{where}/disable"),
        wang.put(f"{where}/password", json={"password": NEW}),
    ):
        assert code(refused) == (403, "forbidden")
    assert signed_in(school_rig, "教务处", password_of("教务处"))

"""The OpenAPI document: complete, in Chinese, and kept by the service (checked by schemathesis)."""

from __future__ import annotations

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from service_rig import rig, school

HEADERS = {"Host": "127.0.0.1"}
SETTINGS = hypothesis_settings(
    max_examples=8,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
#: What these take cannot be said in a schema alone: the type of a file, parts that fit together,
#: which documents there are.
BEYOND_SCHEMAS = {
    "PATCH /v1/documents/{document}",
    "POST /v1/ask",
    "POST /v1/chat/completions",
    "POST /v1/conversations/{conversation}/messages",
    "POST /v1/documents",
    "POST /v1/draft",
    "POST /v1/draft/check",
    "POST /v1/draft/evidence",
    "POST /v1/draft/export",
    "POST /v1/draft/questions",
    "POST /v1/draft/section",
    "POST /v1/drafts",
    "POST /v1/drafts/{draft}/versions",
    "POST /v1/feedback",
    "POST /v1/keys",
    "POST /v1/search",
}
CHINESE = re.compile("[\u4e00-\u9fff]")
#: What says itself: an example would repeat the type.
PLAIN = {"boolean", "null", "array", "object"}


@pytest.fixture(scope="module")
def module_rig(tmp_path_factory):
    with rig(school(tmp_path_factory.mktemp("openapi"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def spec(module_rig):
    return module_rig.client().get("/openapi.json").json()


def operations(spec):
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_route_is_explained_in_chinese(spec):
    assert len(list(operations(spec))) > 35
    for name, operation in operations(spec):
        told = [operation.get("summary", ""), operation.get("description", "")]
        told += [response["description"] for response in operation["responses"].values()]
        told += [p.get("description", "") for p in operation.get("parameters", [])]
        assert all(CHINESE.search(text) for text in told), (name, told)


def test_every_field_is_explained_in_chinese_and_has_an_example(spec):
    for name, schema in spec["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert CHINESE.search(told.get("description", "")), (name, field)
            kinds = [told, *told.get("anyOf", [])]
            open_ended = [
                kind
                for kind in kinds
                if kind.get("type", "array") not in PLAIN
                and not {"enum", "const", "contentMediaType", "format"} & set(kind)
            ]
            assert not open_ended or "examples" in told or "default" in told, (name, field)


def test_errors_are_described_as_they_are(spec):
    names = set(spec["components"]["schemas"])
    assert "HTTPValidationError" not in names
    assert {"ErrorBody", "OpenAIErrorBody"} <= names


def test_schemathesis_finds_nothing(module_rig):
    schema = schemathesis.openapi.from_asgi("/openapi.json", module_rig.app, headers=HEADERS)
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @seed(7)
        @SETTINGS
        def one(case):
            tried.add(case.operation.label)
            beyond = case.operation.label in BEYOND_SCHEMAS
            excluded = [positive_data_acceptance] if beyond else []
            case.call_and_validate(headers=HEADERS, excluded_checks=excluded)

        one()
    assert len(tried) > 35

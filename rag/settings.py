"""Settings: one file ``beike.toml`` and ``BEIKE_*`` environment variables, which win.

Settings are read once at the edge (command line, service) and passed on; nothing here is global.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from indexing.limits import Limits
from indexing.settings import IndexSettings
from rag.errors import SettingsError

_PREFIX = "BEIKE_"
#: What is wrong with a value, in Chinese, by pydantic's name for it.
_PROBLEMS = {
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "int_type": "应是整数",
    "float_parsing": "应是数字",
    "float_type": "应是数字",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "string_type": "应是文字，要加引号",
    "path_type": "应是文件夹的路径",
    "literal_error": "应是 {expected}",
    "greater_than": "应大于 {gt:g}",
    "greater_than_equal": "不能小于 {ge:g}",
    "less_than_equal": "不能大于 {le:d}",
}
#: Variables of the tests and of the file's own place, which are no settings.
_REQUIRED = {f"REQUIRE_{part}" for part in ("SHARED", "BROWSER", "POSTGRES", "OFFICE", "OCR")}
_OTHER = {"CONFIG", "SHARED", "TEST_CACHE"} | _REQUIRED
#: Weights of how sentences were read before reading was learnt: older files may still have them.
_GONE = {"reading_weight", "reranker_weight"}

Stage = Literal["spelling", "parts", "sides"]


def _listed(value: object) -> object:
    """Return a text with commas as its parts; anything else as it is."""
    return [v.strip() for v in value.split(",") if v.strip()] if isinstance(value, str) else value


class Settings(BaseModel):
    """Everything a person may set. Paths are taken from the current folder.

    Attributes:
        corpus: folder with the documents.
        index: folder of the published index.
        cache: folder for the embedding model; ``None`` is the user's cache folder.
        embedding_model: ``""`` for the built-in model, else a local directory or a hub name.
        allow_download: whether a hub model may be downloaded.
        chunk_tokens: most tokens in a chunk.
        lexical_weight: weight of the search by words.
        dense_weight: weight of the search by meaning; 0 loads no model.
        late_weight: weight of how near the words of what was found are in meaning to those of the
            question; like the search by meaning, nothing where ``dense_weight`` is 0.
        heading_weight: weight of headings named in the question.
        document_weight: weight of documents named in the question.
        sheet_weight: weight of fact sheets where a question asks for hours or minutes.
        reranker_model: folder of a cross-encoder that reads in place of the built-in reader; empty
            for none.
        skip: stages of understanding and ranking that are left out, apart by commas, to measure
            what each is worth: ``spelling``, ``parts``, ``sides``.
        database: address of the database; empty for an SQLite file beside the index. It may hold
            a password and is never printed.
        llm_base_url: address of an OpenAI-compatible endpoint; empty for none.
        llm_model: name of the model there.
        llm_api_key: its key; never printed.
        llm_timeout_s: seconds before the offline answer is given instead.
        llm_total_s: seconds that a model may take for one answer, mending it included.
        llm_context_window: tokens the model takes.
        llm_budget_requests: most requests to the model in an hour; 0 for no limit.
        llm_budget_characters: most characters sent to it and received in an hour; 0 for no limit.
        host: address of the service.
        port: port of the service.
        allowed_hosts: names, apart by commas, under which browsers reach the service; addresses
            and ``localhost`` always do.
        max_upload_mb: largest document that may be uploaded.
        read_timeout_s: seconds after which reading a document is given up, uploaded or not.
        read_memory_mb: memory that reading it may take.
        feedback_gold: file for gold questions made of feedback; ``None`` for one beside the index.
        mask_personal_data: whether ID numbers, telephone numbers and other personal data in
            documents are hidden where they are shown, and in what a model is sent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: Path = Path("corpus")
    index: Path = Path(".beike/index")
    cache: Path | None = None
    embedding_model: str = ""
    allow_download: bool = False
    chunk_tokens: int = Field(240, ge=32, le=480)
    lexical_weight: float = Field(1.0, ge=0)
    dense_weight: float = Field(0.2, ge=0)
    late_weight: float = Field(0.4, ge=0)
    heading_weight: float = Field(0.4, ge=0)
    document_weight: float = Field(0.7, ge=0)
    sheet_weight: float = Field(0.5, ge=0)
    reranker_model: str = ""
    skip: Annotated[tuple[Stage, ...], BeforeValidator(_listed)] = ()
    database: SecretStr = SecretStr("")
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout_s: float = Field(60.0, gt=0)
    llm_total_s: float = Field(120.0, gt=0)
    llm_context_window: int = Field(8192, ge=1024)
    llm_budget_requests: int = Field(600, ge=0)
    llm_budget_characters: int = Field(0, ge=0)
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    allowed_hosts: str = ""
    max_upload_mb: int = Field(32, ge=1, le=1024)
    read_timeout_s: float = Field(120.0, gt=0)
    read_memory_mb: int = Field(2048, ge=256)
    feedback_gold: Path | None = None
    mask_personal_data: bool = True

    @property
    def uploads(self) -> Path:
        """Folder of uploaded documents: beside that of the index, and called after it."""
        index = self.index.absolute()
        return index.with_name(f"{index.name}-uploads")

    def for_index(self) -> IndexSettings:
        """Return the part that indexing needs."""
        return IndexSettings(
            model=self.embedding_model, cache=self.cache, chunk_tokens=self.chunk_tokens
        )

    def for_reading(self) -> Limits:
        """Return the limits of reading one file."""
        return Limits(seconds=self.read_timeout_s, memory_mb=self.read_memory_mb)


def load_settings(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Read the file and the environment. An empty variable counts as not set.

    Args:
        overrides: values given on the command line; ``None`` values are passed over.
        environ: the environment, for tests.

    Raises:
        SettingsError: an unknown name (with the nearest known one), a file that is no TOML or
            that ``BEIKE_CONFIG`` names and is not there, or a value that does not fit.
    """
    env = os.environ if environ is None else environ
    named = env.get(f"{_PREFIX}CONFIG", "")
    path = Path(named or "beike.toml")
    values: dict[str, Any] = {}
    for name, value in _file(path, required=bool(named)).items():
        if name in _GONE:
            continue
        values[_known(name, f"{path.name} 里的设置")] = value
    for name, value in env.items():
        if value and name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _OTHER:
            key = name.removeprefix(_PREFIX).lower()
            if key in _GONE:
                continue
            values[_known(key, "环境变量", shown=name, prefix=_PREFIX)] = value
    values.update({k: v for k, v in (overrides or {}).items() if v is not None})
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][0])
        problem = _PROBLEMS.get(first["type"], "写法不对").format_map(first.get("ctx", {}))
        raise SettingsError(
            f"设置 {where} 的值不能用：{problem}。",
            f"请在 beike.toml 或环境变量 {_PREFIX}{where.upper()} 里改正。",
        ) from None


def _file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if not required:
            return {}
        raise SettingsError(
            f"没有设置文件 {path}。", f"请检查环境变量 {_PREFIX}CONFIG 里的路径。"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"设置文件 {path} 读不了：{error}。", "请检查这一行的写法。") from None
    except UnicodeDecodeError:
        raise SettingsError(f"设置文件 {path} 不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    except OSError as error:
        raise SettingsError(
            f"设置文件 {path} 打不开：{error.strerror}。", "请检查它是不是文件、能否读取。"
        ) from None


def _known(name: str, where: str, shown: str = "", prefix: str = "") -> str:
    if name in Settings.model_fields:
        return name
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    suggestion = (prefix + near[0].upper()) if near and prefix else "".join(near)
    hint = f"是不是想写 {suggestion}？" if near else "用 beike doctor 可以看到全部设置。"
    raise SettingsError(f"{where} {shown or name} 没有这一项。", hint)

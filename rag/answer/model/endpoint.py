"""Reads a model's text from an OpenAI-compatible endpoint: waiting, trying again, naming faults.

What is asked and what becomes of the text is not decided here. The client is LlamaIndex's
``OpenAILike``; its own retries are switched off, because they multiply the time a teacher waits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from indexing.personal import masked_text
from rag.answer.model.budget import budget_of
from rag.errors import EndpointError
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

logger = logging.getLogger(__name__)
#: Seconds to wait before each further try, while nothing has come yet.
_WAITS = (0.5, 1.0)
#: Characters after which a model that does not stop is cut off.
_MOST = 8000
_PASSING = {"APIConnectionError", "RateLimitError", "InternalServerError", "ConnectError"}
_REASONS = {
    "APITimeoutError": "超时，没有在限定时间内答复",
    "ReadTimeout": "超时，没有在限定时间内答复",
    "APIConnectionError": "连接不上",
    "ConnectError": "连接不上",
    "RemoteProtocolError": "答到一半连接断了",
    "ReadError": "答到一半连接断了",
    "RateLimitError": "请求太多，被限流",
    "AuthenticationError": "密钥不对",
    "PermissionDeniedError": "这个密钥没有权限",
    "NotFoundError": "地址或模型名不对",
    "BadRequestError": "对方不接受这样的请求",
    "InternalServerError": "对方内部错误",
    "APIError": "对方在回答中报错",
    "JSONDecodeError": "答复的格式不对",
    "DecodingError": "答复的格式不对",
    "AnswerTooLargeError": "答复太大，没有读完",
}
_ELSEWHERE = "对方要改去别的地址，没有照办：密钥只发给设置里的地址"
#: A text goes in circles that ends in one block three times over, in so many characters at least;
#: characters of the longest block that is looked for.
_TIMES, _CIRCLES, _LONGEST = 3, 120, 400


class Endpoint:
    """One model at one address; the client is made on first use. Safe to share by threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._budget = budget_of(
            settings.llm_base_url, settings.llm_budget_requests, settings.llm_budget_characters
        )
        self._llm: LLM | None = None

    def stream(self, prompt: str, deadline: float | None = None) -> Generator[str, None, bool]:
        """Yield the model's text as it comes; return whether the model came to its end.

        Args:
            prompt: what to send; personal data in it is masked by the settings, also what a
                teacher typed.
            deadline: when to give up, by ``time.monotonic()``, where several requests share a
                time; else ``llm_total_s`` from now. Noticed when text comes, so a silence may
                still last for ``llm_timeout_s``.

        Raises:
            EndpointError: the endpoint failed for good, or the budget is spent; the message names
                neither address nor key.
        """
        if self._settings.mask_personal_data:
            prompt = masked_text(prompt)
        started = time.monotonic()
        deadline = started + self._settings.llm_total_s if deadline is None else deadline
        for wait in (*_WAITS, None):
            begun = False
            try:
                pieces = self._pieces(prompt, started, deadline)
                while True:
                    try:
                        piece = next(pieces)
                    except StopIteration as stop:
                        return bool(stop.value)
                    begun = True
                    yield piece
            except EndpointError:
                raise
            except Exception as error:  # the client's errors have no common class
                left = started + self._settings.llm_timeout_s - time.monotonic()
                # The class only: messages of services repeat keys and addresses.
                logger.warning("model endpoint: %s", type(error).__name__)
                passing = type(error).__name__ in _PASSING
                if wait is None or begun or not passing or left <= wait:
                    raise _failure(reason(error)) from error
                time.sleep(wait)
        raise AssertionError("unreachable: the last try returns or raises")

    def _pieces(self, prompt: str, started: float, deadline: float) -> Generator[str, None, bool]:
        """Yield the pieces of one try; return whether the model came to its end."""
        now = time.monotonic()
        if now >= deadline:
            raise _failure(_REASONS["APITimeoutError"])
        self._budget.request(len(prompt))
        left = max(0.001, min(started + self._settings.llm_timeout_s, deadline) - now)
        text, finished = "", ""
        for response in self._client().stream_complete(prompt, timeout=left):
            if time.monotonic() > deadline:
                raise _failure(_REASONS["APITimeoutError"])
            choices = getattr(response.raw, "choices", None) or [None]
            finished = getattr(choices[0], "finish_reason", None) or finished
            if response.delta:
                self._budget.received(len(response.delta))
                yield response.delta
                text += response.delta
                if len(text) > _MOST or in_circles(text):
                    return False
        return finished == "stop"

    def _client(self) -> LLM:
        if self._llm is None:
            from llama_index.llms.openai_like import OpenAILike

            from rag.answer.model.transport import BoundedClient

            self._llm = OpenAILike(
                model=self._settings.llm_model,
                api_base=self._settings.llm_base_url,
                api_key=self._settings.llm_api_key.get_secret_value() or "none",
                is_chat_model=True,
                context_window=self._settings.llm_context_window,
                timeout=self._settings.llm_timeout_s,
                max_retries=0,
                temperature=0.0,
                http_client=BoundedClient(self._settings.llm_total_s),
            )
        return self._llm


def reason(error: Exception) -> str:
    """Return what to tell a teacher of a client's error, without addresses or keys."""
    if 300 <= getattr(error, "status_code", 0) < 400:
        return _ELSEWHERE
    return _REASONS.get(type(error).__name__, "对方的答复读不懂，地址可能不对")


def in_circles(text: str) -> bool:
    """Whether a text ends in the same over and over, as of a model that finds no end."""
    for period in range(1, min(_LONGEST, len(text) // _TIMES) + 1):
        times = max(_TIMES, -(-_CIRCLES // period))
        if text[-period:] == text[-2 * period : -period] and text.endswith(text[-period:] * times):
            return True
    return False


def _failure(why: str) -> EndpointError:
    return EndpointError(f"模型服务出错：{why}。", "运行 beike doctor 检查。")

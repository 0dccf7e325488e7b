"""Requests that are refused before GraphQL is reached: what was wrong with them as HTTP."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal(Exception):
    """A request that is answered with a status and one sentence in both languages; `allow` names methods that do."""

    status: int
    code: str
    message: str
    allow: str = ""


METHOD = Refusal(405, "METHOD_NOT_ALLOWED", "请用 POST 或 GET。 / Please use POST or GET.", allow="GET, POST")
MUTATION_BY_GET = Refusal(
    405, "METHOD_NOT_ALLOWED", "GET 只能查询；办理请用 POST。 / GET only asks; to do something use POST.", allow="POST"
)
ACCEPT = Refusal(
    406,
    "NOT_ACCEPTABLE",
    "答复只有 application/json 和 application/graphql-response+json 两种（UTF-8）。"
    " / Answers are application/json or application/graphql-response+json, in UTF-8.",
)
CONTENT_TYPE = Refusal(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "请以 Content-Type: application/json（UTF-8）发送。 / Please send Content-Type: application/json, in UTF-8.",
)
CONTENT_ENCODING = Refusal(
    415,
    "UNSUPPORTED_ENCODING",
    "请求正文请勿压缩（不要 Content-Encoding）。 / Please send the body as it is, without Content-Encoding.",
)
TOO_LARGE = Refusal(413, "BODY_TOO_LARGE", "请求正文过大，请拆成几次。 / The body is too large; please split it.")
NOT_JSON = Refusal(400, "NOT_JSON", "请求正文不是合法的 JSON（UTF-8）。 / The body is not well-formed JSON in UTF-8.")
NOT_AN_OBJECT = Refusal(
    400,
    "MALFORMED_REQUEST",
    '请求应为一个 JSON 对象，如 {"query": "{ kinds { code } }"}。'
    ' / The request must be a JSON object, as in {"query": "{ kinds { code } }"}.',
)
NO_QUERY = Refusal(
    400,
    "MALFORMED_REQUEST",
    '"query" 应为文字，且不能没有（也可以只给 documentId）。'
    ' / "query" must be given, as a text (or else a documentId).',
)
TWO_DOCUMENTS = Refusal(
    400,
    "MALFORMED_REQUEST",
    '"query" 和 "documentId" 只能有一个。 / Please give either "query" or "documentId".',
)
REPEATED = Refusal(400, "MALFORMED_REQUEST", "同一参数只能给一次。 / A parameter may be given once only.")
OTHER_HASH = Refusal(
    400,
    "HASH_MISMATCH",
    "所附 SHA-256 与 query 的内容不符。 / The SHA-256 that was sent is not that of the query.",
)
NOT_TRUSTED = Refusal(
    403,
    "DOCUMENT_NOT_TRUSTED",
    "没有令牌时，本处只答复已登记的查询文档。 / Without a token, only trusted documents are answered here.",
)
RATE = Refusal(
    429,
    "RATE_LIMITED",
    "请求过于频繁，请按 Retry-After 所示秒数后再试。 / Too much was asked within a minute; please wait for as many"
    " seconds as Retry-After says.",
)
TIMED_OUT = Refusal(
    503,
    "TIMED_OUT",
    "办理超时，没有保存任何内容；请少问一些，或稍后再试。"
    " / It took too long and nothing was kept; please ask for less, or try again later.",
)


def malformed(name: str, zh: str, en: str) -> Refusal:
    """A parameter of the wrong type."""
    return Refusal(400, "MALFORMED_REQUEST", f'"{name}" 应为{zh}。 / "{name}" must be {en}.')

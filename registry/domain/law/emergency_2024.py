"""《突发事件应对法》 (revised, in force 1 November 2024): what is asked in a declared response. Clause to be confirmed."""

from datetime import date

from registry.domain.article import Article, Instrument
from registry.domain.outcome import Outcome

EMERGENCY_RESPONSE_LAW = Instrument(
    code="E",
    title="《中华人民共和国突发事件应对法》",
    english="Emergency Response Law",
    document_number="",
    in_force_from=date(2024, 11, 1),
)

EMERGENCY_RESPONSE = Article(
    "EMERGENCY_RESPONSE", EMERGENCY_RESPONSE_LAW, "(待核实)",
    "应急响应期间,响应文件写明的事项可以先办;响应结束即止,事后由乡镇核实。",
    "While a response is open, the matters it names may be asked for; they end with it, and the township verifies after.",
    outcome=Outcome.NOTE, to_be_confirmed=True,
)  # fmt: skip

"""《关于用好乡镇(街道)履行职责事项清单的具体措施》 (May 2026): known to exist, text not at hand, so no articles yet."""

from datetime import date

from registry.domain.article import Instrument

LIST_MEASURES = Instrument(
    code="L",
    title="《关于用好乡镇(街道)履行职责事项清单的具体措施》",
    english="Specific measures on making good use of the lists of duties of townships (subdistricts)",
    document_number="",
    in_force_from=date(2026, 5, 1),
    text_at_hand=False,
)

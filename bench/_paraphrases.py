"""Texts that mean a matter of the made lists without being it: made mechanically, and as people wrote them."""

import csv
import random
from dataclasses import dataclass

from bench._gansu340 import duties_of, lineage, model, townships
from registry.config import ROOT
from registry.domain.wording import plain

EACH = 40
_OTHER_WORDS = {
    "组织": "安排", "负责": "承担", "做好": "抓好", "开展": "搞好", "落实": "执行", "推进": "加快", "管理": "管护",
    "宣传": "宣讲", "巡查": "巡看", "排查": "摸排", "检查": "查看", "处置": "处理", "纠纷": "矛盾", "隐患": "风险",
    "整治": "治理", "帮扶": "帮助", "报送": "上报", "培训": "教育", "审核": "初审", "申请": "申办",
}  # fmt: skip


@dataclass(frozen=True)
class Paraphrase:
    """A text, and the code of the matter it means. Of a phrasing people wrote, any item of that matter will do."""

    text: str
    code: str
    whole: bool = True

    def is_met_by(self, code: str) -> bool:
        """Whether a duty of this code is what was meant."""
        return code == self.code if self.whole else lineage(code) == self.code


def mechanical() -> dict[str, list[Paraphrase]]:
    """Texts from matters drawn over the whole province, easy to hard; the same at every run."""
    draw = random.Random(340)
    places = draw.sample(townships(), EACH)
    chosen = [draw.choice(duties_of(place)) for place in places]
    return {
        "easy (one word other, marks gone)": [Paraphrase(_other(plain(d.matter), 1), d.code) for d in chosen],
        "medium (words other, order turned)": [Paraphrase(_turned(_other(d.matter, 9)), d.code) for d in chosen],
        "hard (that, and a third of characters gone)": [
            Paraphrase(_thinned(_turned(_other(d.matter, 9)), draw), d.code) for d in chosen
        ],
    }


def phrasings() -> dict[str, list[Paraphrase]]:
    """What people wrote of the sample lists, for the rows the sample edition has: official and villagers' voices."""
    codes = {(duty.tier.value.lower(), duty.number): duty.code for duty in model()}
    with (ROOT / "tests/domain/phrasings/held_out.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["number"].isdecimal()]
    found: dict[str, list[Paraphrase]] = {}
    for row in rows:
        code = codes.get((row["tier"], int(row["number"])))
        if code:
            found.setdefault(f"held-out phrasings, {row['voice']}", []).append(
                Paraphrase(row["text"], code, whole=False)
            )
    return {name: texts[:: max(1, len(texts) // EACH)][:EACH] for name, texts in sorted(found.items())}


def _other(text: str, most: int) -> str:
    """The text with so many of its common words replaced by others that mean the same."""
    for word, other in [(w, o) for w, o in _OTHER_WORDS.items() if w in text][:most]:
        text = text.replace(word, other, 1)
    return text


def _turned(text: str) -> str:
    """The clauses in the other order; a text of one clause is turned about its middle."""
    parts = [part for part in text.replace("、", ",").split(",") if part]
    if len(parts) > 1:
        return ",".join(reversed(parts))
    middle = len(text) // 2
    return text[middle:] + "的" + text[:middle] if len(text) >= len("违法建设治理") else text


def _thinned(text: str, draw: random.Random) -> str:
    kept = [c for c in text if draw.random() > 1 / 3]
    return "".join(kept) if len(kept) > 1 else text

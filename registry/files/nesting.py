"""Categories within categories, 一、党的建设 above （一）组织建设: the inner one keeps the outer one's name as well."""

from dataclasses import dataclass

from registry.files.lines import Category, category_of
from registry.files.notices import Notice, notice
from registry.files.numerals import Style

WITHIN = "·"
"""Joins the names: 党的建设·组织建设."""
_HEADS = (Style.CHINESE, Style.BRACKETED_CHINESE)


@dataclass
class Nesting:
    """The categories that are open at a row, the outer first, and whether the innermost has items of its own yet."""

    outer: Category | None = None
    inner: Category | None = None
    has_items: bool = False

    def enter(self, category: Category) -> tuple[str, list[Notice]]:
        """A category begins; returns the name it is kept under, and what is to be said of that."""
        outer = self.outer if self._is_within(category) else None
        if outer is None:
            self.outer, self.inner = (category if category.is_certain and category.style in _HEADS else None), None
        else:
            self.inner = category
        self.has_items = False
        if outer is None:
            return category.name, []
        kept = outer.name + WITHIN + category.name
        return kept, [notice("CATEGORY_WITHIN", outer=outer.name, inner=category.name, category=kept)]

    def _is_within(self, category: Category) -> bool:
        """Numbered otherwise than the outer one and from one; or like the inner one before it; or without a number
        right below the outer one."""
        outer, inner = self.outer, self.inner
        if outer is None or category.name == outer.name or category.style is outer.style:
            return False
        if category.style is Style.CHINESE:
            return False
        if inner is not None:
            return category.style is inner.style
        if category.style is None:
            return not self.has_items
        return category.value == 1


def within(category: str, said: str) -> str:
    """A category with what a column of inner ones (二级分类) says beside it."""
    inner, outer = category_of(said) if said and category else None, category.partition(WITHIN)[0]
    return category if inner is None or inner.name == outer else outer + WITHIN + inner.name


def is_of(category: str, wanted: str) -> bool:
    """Whether a category is that one or stands within it."""
    return category == wanted or category.startswith(wanted + WITHIN)

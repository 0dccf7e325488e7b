"""Numbers that are read aloud and typed again: their check character, and what was typed in one plain spelling."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(_ALPHABET)
_NOT_MEANT = str.maketrans({"—": "", "－": "", "–": "", "_": "", "-": "", " ": "", "\u3000": ""})
LONGEST_TYPED = 60


def check_character(body: str) -> str:
    """The check character of letters and digits, by ISO/IEC 7064, MOD 37,36: it finds every single wrong character
    and nearly all neighbours swapped (a swapped 0 and 1 may slip through). Hyphens do not count."""
    carried = _MODULUS
    for character in body.replace("-", ""):
        carried = (carried + _ALPHABET.index(character)) % _MODULUS or _MODULUS
        carried = carried * 2 % (_MODULUS + 1)
    return _ALPHABET[(1 - carried) % _MODULUS]


def as_typed(typed: str) -> str:
    """What was typed, plainly: small letters, full-width characters, blanks and hyphens do not matter."""
    return "".join(_narrow(c) for c in typed.strip()[:LONGEST_TYPED]).upper().translate(_NOT_MEANT)


def is_right(plain: str, prefix: str) -> bool:
    """Whether a plain number begins as it should and its last character is the check of those before it."""
    whole = len(plain) > len(prefix) and plain.startswith(prefix) and all(c in _ALPHABET for c in plain)
    return whole and check_character(plain[:-1]) == plain[-1]


def _narrow(character: str) -> str:
    """A full-width letter, digit or hyphen as its plain one."""
    return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character

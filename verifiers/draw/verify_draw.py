#!/usr/bin/env python3
"""Checks a draw of experts from its bundle. Standard library only; shares no code with the program that drew.

    python3 verify_draw.py bundle.json            the public bundle
    python3 verify_draw.py office.json            the bundle of the supervising office, with names
    python3 verify_draw.py outline.json           what is published on the day of the draw
    python3 verify_draw.py proof.json             one expert's own proof
    python3 verify_draw.py --json FILE...         findings as JSON, a line for each file

Exit code 0: everything agrees. 1: something does not. 2: the file cannot be read.
Every finding has a short code, the same as in the drawing program, and a sentence in Chinese.
"""

import base64
import binascii
import hashlib
import hmac
import json
import sys
from fractions import Fraction

import drand

FORMAT = "hengjian-draw-bundle 1"
PROGRAM = "hengjian-draw 1"
MAX_QUOTAS = 30
MAX_SEATS = 255
STRATA = ("chair", "vice_chair", "expert")
MANY = 1 << 40
# A multiplier of a certificate beyond this is refused, so that no program has to count beyond 64 bits.
MOST_UNITS = 10**16


# Bytes


def framed(domain, parts):
    fields = [domain.encode(), *parts]
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def tagged(domain, *parts):
    return hashlib.sha256(framed(domain, parts)).digest()


def keyed(key, domain, *parts):
    return hmac.new(key, framed(domain, parts), hashlib.sha256).digest()


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def merkle_root(leaves):
    """RFC 6962: pairing level by level and lifting an odd last node gives the same tree."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)
        ]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def merkle_climb(node, place, count, path):
    """The root a leaf leads to, or None. `path` goes from the leaf upwards."""
    if not 0 <= place < count:
        return None
    path = list(path)
    while count > 1:
        last = count - 1
        if place == last and count % 2:
            pass
        elif not path:
            return None
        elif place % 2:
            node = hashlib.sha256(b"\1" + path.pop(0) + node).digest()
        else:
            node = hashlib.sha256(b"\1" + node + path.pop(0)).digest()
        place //= 2
        count = (count + 1) // 2
    return None if path else node


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fields(value, *names):
    """The fields of an object in the order in which they are hashed; exactly these must be there."""
    if set(value) != set(names):
        raise ValueError(f"fields {sorted(value)}")
    return {name: value[name] for name in names}


def canonical(commitment):
    """The exact text of a commitment that is hashed, whatever order a file has its fields in."""
    c = fields(
        commitment,
        *("program", "meeting", "attempt", "pool_root", "record_root", "rules", "plan", "certificate"),
        *("panels", "list_root", "count_root", "parties", "sources"),
    )
    c["attempt"] = fields(c["attempt"], "number", "previous")
    if c["attempt"]["previous"] is not None:
        c["attempt"]["previous"] = fields(c["attempt"]["previous"], "commitment", "reason", "signed_by")
    c["parties"] = [fields(party, "name", "nonce_digest") for party in c["parties"]]
    sources = {"drand": ("chain", "round"), "lottery": ("name", "draw"), "dice": ("throws", "witnesses")}
    c["sources"] = [
        {kind: fields(source, *sources[kind])} for each in c["sources"] for kind, source in [one(each)]
    ]
    return compact(c)


def one(value):
    """The only field of an object, as name and value."""
    ((name, inner),) = value.items()
    return name, inner


def loads(text):
    """JSON as the drawing program reads it: no field twice, whole numbers only."""

    def pairs(items):
        if len({name for name, _ in items}) != len(items):
            raise ValueError("a field stands twice")
        return dict(items)

    def refuse(number):
        raise ValueError(f"not a whole number: {number}")

    return json.loads(text, object_pairs_hook=pairs, parse_float=refuse, parse_constant=refuse)


def digest(text):
    return bytes.fromhex(text) if len(text) == 64 and text == text.lower() else None


# Findings


class Findings:
    def __init__(self):
        self.found = []

    def check(self, holds, code, what):
        if not holds:
            self.found.append({"code": code, "what": what})
        return holds


class Unreadable(Exception):
    """The part cannot be checked any further; the finding is recorded."""


# The parts of a bundle


class Member:
    __slots__ = ("pseudonym", "stratum", "mask", "employer", "fixed", "kind")

    def __init__(self, row, rules):
        fields = row.split(" ")
        name, stratum, bits, employer = fields
        if len(name) != 32 or name != name.lower() or bits[0] != "q":
            raise ValueError(row)
        bytes.fromhex(name)
        if len(bits) != 1 + len(rules["quotas"]) or set(bits[1:]) - {"0", "1"}:
            raise ValueError(row)
        self.pseudonym = name
        self.stratum = STRATA.index(stratum)
        self.mask = sum(1 << n for n, bit in enumerate(bits[1:]) if bit == "1")
        self.employer = None
        if employer != "-":
            self.employer = int(employer)
            if str(self.employer) != employer or not 0 <= self.employer < 65536:
                raise ValueError(row)
        self.fixed = name in rules["fixed"]
        self.kind = row.split(" ", 1)[1]


def required(rules, level):
    """Which quotas hold at a level: hard ones, and soft ones after the first `level` soft ones."""
    softs = 0
    result = []
    for quota in rules["quotas"]:
        result.append(not quota["soft"] or softs >= level)
        softs += quota["soft"]
    return result


class Draw:
    """Rules and members in a form that can be counted."""

    def __init__(self, rules, members, level):
        self.rules = rules
        self.members = members
        self.seats = rules["seats"]
        fixed = [m for m in members if m.fixed]
        self.fixed = [n for n, m in enumerate(members) if m.fixed]
        self.limits = []
        for n, (quota, holds) in enumerate(zip(rules["quotas"], required(rules, level))):
            there = sum(m.mask >> n & 1 for m in fixed)
            most = quota["at_most"]
            high = MANY if most is None else most - there
            self.limits.append((quota["at_least"] - there, high) if holds else (0, MANY))
        cap = rules["at_most_per_employer"]
        employers = {m.employer for m in members if m.employer is not None}
        self.places = {e: MANY if cap is None else cap for e in employers}
        for member in fixed:
            if member.employer is not None:
                self.places[member.employer] -= 1

    def counts(self, drawn):
        masks = [self.members[n].mask for n in drawn]
        return [sum(mask >> q & 1 for mask in masks) for q in range(len(self.limits))]

    def quotas_hold(self, drawn, vacant=0):
        pairs = zip(self.counts(drawn), self.limits)
        return all(low - count <= vacant and count <= high for count, (low, high) in pairs)

    def employers_hold(self, drawn):
        seen = {}
        for n in drawn:
            employer = self.members[n].employer
            if employer is not None:
                seen[employer] = seen.get(employer, 0) + 1
        return all(count <= self.places[e] for e, count in seen.items())


def read(bundle, findings):
    try:
        parts = [loads(bundle[name]) for name in ("commitment", "rules", "plan", "certificate")]
        commitment, rules, plan, certificate = parts
        plan["unreachable"] = set(plan["unreachable"])
        text = canonical(commitment)
        bounded = len(rules["quotas"]) <= MAX_QUOTAS and sum(rules["seats"]) <= MAX_SEATS
    except (KeyError, TypeError, ValueError):
        findings.check(False, "text", "承诺、规则、计划或者证明的文本不能读取。")
        raise Unreadable from None
    if not findings.check(bounded, "text", "规则中的人数或者条件过多。"):
        raise Unreadable
    try:
        members = [Member(row, rules) for row in bundle["rows"]]
    except (ValueError, IndexError):
        findings.check(False, "rows", "名单中有不能读取的行。")
        raise Unreadable from None
    ordered = all(a.pseudonym < b.pseudonym for a, b in zip(members, members[1:]))
    if not findings.check(ordered, "rows", "名单没有按假名排序，或者有人重复。"):
        raise Unreadable
    fixed = sum(m.fixed for m in members)
    findings.check(fixed == len(rules["fixed"]), "fixed", "指定的成员不在名单中。")
    panels = read_panels(bundle["panels"], sum(rules["seats"]) + len(rules["fixed"]))
    if not findings.check(panels is not None, "panels", "名单列表不能读取。"):
        raise Unreadable
    inside = all(max(panel) < len(members) for panel in panels)
    if not findings.check(inside, "panels", "名单列表中有名单以外的人。"):
        raise Unreadable
    lengths = (
        len(plan["targets"]) == len(members)
        and all(0 <= n < len(members) and not members[n].fixed for n in plan["unreachable"])
        and len(certificate["low"]) == len(certificate["high"]) == len(rules["quotas"])
    )
    if not findings.check(lengths, "text", "计划或者证明与名单长度不符。"):
        raise Unreadable
    findings.check(text == bundle["commitment"], "text", "承诺的文本不是规定的写法。")
    return commitment, rules, plan, certificate, members, panels


def read_panels(text, size):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if size == 0 or len(data) % (2 * size):
        return None
    numbers = [high << 8 | low for high, low in zip(data[::2], data[1::2])]
    return [numbers[n : n + size] for n in range(0, len(numbers), size)]


# The checks


def check_commitment(bundle, parts, counts, findings):
    commitment, _, _, _, members, panels = parts
    findings.check(commitment["program"] == PROGRAM, "program", "抽取程序的版本不认识。")

    def agrees(field, value):
        return digest(commitment[field]) == value

    pool = merkle_root([leaf(row.encode()) for row in bundle["rows"]])
    findings.check(agrees("pool_root", pool), "pool-root", "名单与承诺不符。")
    for field, what in (
        ("rules", "抽取规则与承诺不符。"),
        ("plan", "出现次数计划与承诺不符。"),
        ("certificate", "公平性证明与承诺不符。"),
    ):
        own = tagged(f"hengjian/draw/{field}/1", bundle[field].encode())
        findings.check(agrees(field, own), field, what)
    findings.check(len(panels) == commitment["panels"], "panels", "名单列表的数量与承诺不符。")
    leaves = [leaf(b"".join(n.to_bytes(2, "big") for n in panel)) for panel in panels]
    findings.check(agrees("list_root", merkle_root(leaves)), "list-root", "名单列表与承诺不符。")
    lines = [leaf(f"{m.pseudonym} {n}".encode()) for m, n in zip(members, counts)]
    findings.check(agrees("count_root", merkle_root(lines)), "count-root", "出现次数与承诺不符。")
    attempt = commitment["attempt"]
    previous = attempt["previous"]
    chained = attempt["number"] >= 1 and (attempt["number"] == 1) == (previous is None)
    signed = previous is None or (previous["reason"] and previous["signed_by"])
    findings.check(chained and signed, "attempt", "再次抽取没有写明上一次、理由和签名。")


def check_panels(draw, panels, findings):
    fixed = set(draw.fixed)
    strata = [m.stratum for m in draw.members]
    for number, panel in enumerate(panels):
        place = f"第{number}号名单"
        ascending = all(a < b for a, b in zip(panel, panel[1:]))
        findings.check(ascending, "panel-order", f"{place}有人重复或者没有排序。")
        drawn = [n for n in panel if n not in fixed]
        findings.check(
            [n for n in panel if n in fixed] == draw.fixed, "panel-fixed", f"{place}缺少指定的成员。"
        )
        seats = [0] * len(STRATA)
        for n in drawn:
            seats[strata[n]] += 1
        findings.check(seats == draw.seats, "panel-seats", f"{place}的主任、副主任和专家人数不对。")
        findings.check(draw.quotas_hold(drawn), "panel-quota", f"{place}不符合名额条件。")
        findings.check(draw.employers_hold(drawn), "panel-employer", f"{place}同一单位人数过多。")
        if len(findings.found) > 20:
            return


def equal_shares(draw, unreachable):
    """Per stratum: seats, and people who can be drawn."""
    people = [0] * len(STRATA)
    for n, member in enumerate(draw.members):
        if not member.fixed and n not in unreachable:
            people[member.stratum] += 1
    return list(zip(draw.seats, people))


def certified_bound(draw, certificate, unreachable):
    """The bound the multipliers prove, or None if they prove nothing. See the drawing program's documentation: with
    weights w >= 0, sum of w*p <= above for every way of drawing, so the smallest chance is at most above / below."""
    low, high = certificate["low"], certificate["high"]
    employers = {int(e): value for e, value in certificate["employers"].items()}
    certain, strata = certificate["certain"], certificate["strata"]
    if any(v < 0 for v in [*low, *high, *employers.values(), *certain.values()]):
        return None
    if any(abs(v) > MOST_UNITS for v in [*strata, *low, *high, *employers.values(), *certain.values()]):
        return None
    if not set(employers) <= set(draw.places):
        return None
    above = sum(value * seats for value, seats in zip(strata, draw.seats))
    for q, (least, most) in enumerate(draw.limits):
        if high[q] and most >= MANY:
            return None
        above += high[q] * (most if most < MANY else 0) - low[q] * least
    above += sum(value * draw.places[e] for e, value in employers.items())
    weights = [0] * len(STRATA)
    quota_sums = {}
    for n, member in enumerate(draw.members):
        if member.fixed or n in unreachable:
            continue
        if member.kind not in quota_sums:
            own = sum(high[q] - low[q] for q in range(len(low)) if member.mask >> q & 1)
            own += strata[member.stratum] + employers.get(member.employer, 0)
            quota_sums[member.kind] = own + certain.get(member.kind, 0)
        weight = quota_sums[member.kind]
        if weight < 0:
            return None
        weights[member.stratum] += weight
        above += certain.get(member.kind, 0)
    shares = zip(weights, equal_shares(draw, unreachable))
    below = sum((Fraction(w * seats, people) for w, (seats, people) in shares if people), Fraction(0))
    return Fraction(above) / below if below > 0 else None


def check_fairness(draw, plan, certificate, counts, panels, findings):
    unreachable = plan["unreachable"]
    bound = certified_bound(draw, certificate, unreachable)
    claimed = bound is not None and f"{bound.numerator}/{bound.denominator}" == certificate["bound"]
    findings.check(claimed, "certificate-proof", "公平性证明不成立，或者与所称的上限不符。")
    none = all(counts[n] == 0 for n in unreachable)
    findings.check(none, "unreachable", "声明不可能被抽中的人出现在名单中。")
    shares = equal_shares(draw, unreachable)
    ratios = []
    for n, member in enumerate(draw.members):
        seats, people = shares[member.stratum]
        if not member.fixed and n not in unreachable and seats:
            ratios.append((counts[n] * people, seats * max(len(panels), 1)))
    # ratio below the promised part of the bound, in whole numbers
    few = 0
    if bound is not None:
        promised = bound.numerator * plan["promised_ppm"]
        few = sum(over * 1_000_000 * bound.denominator < promised * under for over, under in ratios)
    findings.check(few == 0, "fairness", f"有{few}人的机会低于承诺的最低机会。")
    least = min((Fraction(over, under) for over, under in set(ratios)), default=None)
    return bound, least


def public_number(sources, number):
    """The text that enters the seed; an exception with the reason if the number does not count."""
    source, reason = number["source"], number["fallback_reason"]
    if not 0 <= source < len(sources):
        raise ValueError("来源不在承诺之中。")
    if (source > 0) != bool(reason and reason.strip()):
        raise ValueError("使用备用来源必须写明理由，使用首选来源不写。")
    ((kind, wanted),) = sources[source].items()
    ((given, value),) = number["value"].items()
    if kind != given:
        raise ValueError("号码与承诺的来源不是同一类。")
    if kind == "drand":
        if wanted["chain"] != drand.CHAIN or not drand.genuine(wanted["round"], bytes.fromhex(value)):
            raise ValueError("drand签名验证不通过。")
        return f"drand {wanted['chain']} {wanted['round']} {value}"
    if kind == "lottery":
        if len(value) < 6:
            raise ValueError("开奖号码不足六个。")
        return f"lottery {wanted['name']} {wanted['draw']} {' '.join(map(str, value))}"
    if kind == "dice":
        if len(value) != wanted["throws"] or len(value) < 20 or not all(1 <= d <= 6 for d in value):
            raise ValueError("骰子次数与承诺不符，或者点数不在1至6之间。")
        return f"dice {' '.join(map(str, value))}"
    raise ValueError("来源不认识。")


def seed_of(commitment_text, commitment, reveals, number, findings):
    """The seed, or None with a finding."""
    nonces = {}
    for reveal in reveals:
        nonces.setdefault(reveal["party"], digest(reveal["nonce"]))
    parties = [party["name"] for party in commitment["parties"]]
    ordered = []
    for party in commitment["parties"]:
        nonce = nonces.get(party["name"])
        own = nonce and tagged("hengjian/draw/nonce/1", party["name"].encode(), nonce)
        if own is None or own != digest(party["nonce_digest"]):
            findings.check(False, "nonces", f"{party['name']}没有公开随机数，或者与承诺不符。")
            return None
        ordered.append(nonce)
    exact = len(reveals) == len(parties) and set(nonces) == set(parties)
    findings.check(exact, "nonces", "公开随机数的各方与承诺不符。")
    try:
        text = public_number(commitment["sources"], number)
    except (ValueError, KeyError, TypeError) as wrong:
        findings.check(False, "public-number", f"公共随机数无效：{wrong}")
        return None
    c = tagged("hengjian/draw/commitment/1", commitment_text.encode())
    return tagged("hengjian/draw/seed/1", c, *ordered, text.encode())


def index_of(seed, count):
    limit = (1 << 64) - 1
    limit -= limit % count
    turn = 0
    while True:
        value = tagged("hengjian/draw/index/1", seed, turn.to_bytes(4, "big"))
        value = int.from_bytes(value[:8], "big")
        if value < limit:
            return value % count
        turn += 1


def substitutes(rules, members, seed, panel, declines):
    """The committee after the declines. Raises ValueError on an entry that cannot be."""
    softs = sum(q["soft"] for q in rules["quotas"])
    levels = range(rules["level"], softs + 1)
    draws = [Draw(rules, members, level) for level in levels]
    places = {m.pseudonym: n for n, m in enumerate(members)}
    drawable = [n for n, m in enumerate(members) if not m.fixed]
    tickets = []
    if declines:
        tickets = sorted(drawable, key=lambda n: ticket(seed, members[n].pseudonym))
    seated = [n for n in panel if not members[n].fixed]
    asked = set(panel)
    vacant, steps = [], []

    def fill(after):
        for level, draw in zip(levels, draws):
            for seat, stratum in enumerate(vacant):
                for n in tickets:
                    if n in asked or members[n].stratum != stratum:
                        continue
                    together = [*seated, n]
                    if draw.quotas_hold(together, len(vacant) - 1) and draw.employers_hold(together):
                        asked.add(n)
                        seated.append(n)
                        del vacant[seat]
                        steps.append(
                            {
                                "after": after,
                                "stratum": STRATA[stratum],
                                "asked": members[n].pseudonym,
                                "level": level,
                            }
                        )
                        return True
        return False

    for number, decline in enumerate(declines, 1):
        n = places.get(decline["who"])
        if n is None or members[n].fixed or n not in seated:
            raise ValueError(f"第{number}条谢绝记录有误。")
        seated.remove(n)
        vacant.append(members[n].stratum)
        while fill(number):
            pass
    everybody = sorted([*seated, *(n for n, m in enumerate(members) if m.fixed)])
    unmet = []
    for q, quota in enumerate(rules["quotas"]):
        counted = sum(members[n].mask >> q & 1 for n in everybody)
        most = quota["at_most"]
        if counted < quota["at_least"] or (most is not None and counted > most):
            unmet.append(quota["name"])
    return {
        "panel": [members[n].pseudonym for n in everybody],
        "vacant": [STRATA[s] for s in vacant],
        "steps": steps,
        "unmet": unmet,
    }


def ticket(seed, pseudonym):
    return keyed(seed, "hengjian/draw/substitute/1", bytes.fromhex(pseudonym))


def check_draw(bundle, parts, findings):
    commitment, rules, _, _, members, panels = parts
    seed = seed_of(canonical(commitment), commitment, bundle["reveals"], bundle["number"], findings)
    if seed is None:
        return
    own = index_of(seed, commitment["panels"])
    findings.check(own == bundle["index"], "index", "抽中序号与随机数不符。")
    if not 0 <= bundle["index"] < len(panels):
        findings.check(False, "index", "抽中序号超出名单列表。")
        return
    panel = panels[bundle["index"]]
    names = [members[n].pseudonym for n in panel]
    findings.check(names == bundle["panel"], "panel", "抽中的名单与序号不符。")
    try:
        standing = substitutes(rules, members, seed, panel, bundle["declines"])
    except (ValueError, KeyError):
        standing = None
    same = standing == bundle["standing"]
    findings.check(same, "substitutes", "替补的顺序或者结果与种子和谢绝记录不符。")


# The files


def verify_bundle(bundle, findings, facts):
    findings.check(bundle.get("format") == FORMAT, "format", "材料格式不认识。")
    try:
        parts = read(bundle, findings)
    except Unreadable:
        return
    commitment, rules, plan, certificate, members, panels = parts
    counts = [0] * len(members)
    for panel in panels:
        for n in panel:
            counts[n] += 1
    check_commitment(bundle, parts, counts, findings)
    draw = Draw(rules, members, rules["level"])
    check_panels(draw, panels, findings)
    bound, least = check_fairness(draw, plan, certificate, counts, panels, findings)
    check_draw(bundle, parts, findings)
    facts["承诺"] = tagged("hengjian/draw/commitment/1", bundle["commitment"].encode()).hex()
    facts["可抽取人数"] = len(members)
    facts["名单数量"] = len(panels)
    facts["抽中序号"] = bundle["index"]
    facts["承诺的最低机会占可能上限"] = f"{plan['promised_ppm'] / 10_000:.2f}%"
    if bound and least is not None:
        facts["最低机会占可能上限"] = f"{float(least / bound):.2%}"


def verify_office(office, findings, facts):
    bundle, frozen = office["bundle"], office["frozen"]
    verify_bundle(bundle, findings, facts)
    try:
        commitment, public = loads(bundle["commitment"]), loads(bundle["rules"])
    except ValueError:
        return
    rules, salt = frozen["rules"], bytes.fromhex(frozen["salt"])
    rows = sorted(frozen["rows"], key=lambda row: row["id"].encode())
    for row in rows:
        if row["removed"] is None and row["stratum"] == "expert":
            unmet = [m for m in rules["eligible"] if row["attributes"].get(m["attribute"]) not in m["any_of"]]
            row["removed"] = unmet[0]["reason"] if unmet else None
    eligible = [row for row in rows if row["removed"] is None]
    same = committed_rows(eligible, rules, salt) == bundle["rows"]
    findings.check(same, "names", "带姓名的名单与公开材料不对应。")
    record = merkle_root([record_leaf(row, salt) for row in rows])
    findings.check(digest(commitment["record_root"]) == record, "record", "冻结的完整名单与承诺不符。")
    quotas = [{name: q[name] for name in ("name", "at_least", "at_most", "soft")} for q in rules["quotas"]]
    own = {
        "seats": [rules["chairs"], rules["vice_chairs"], rules["experts"]],
        "fixed": sorted(pseudonym(salt, person) for person in rules["fixed"]),
        "at_most_per_employer": rules["at_most_per_employer"],
        "quotas": quotas,
        "level": public["level"],
    }
    findings.check(own == public, "rules-names", "抽取规则与公开材料不对应。")


def pseudonym(salt, person):
    return keyed(salt, "hengjian/draw/pseudonym/1", person.encode())[:16].hex()


def committed_rows(eligible, rules, salt):
    cap = rules["at_most_per_employer"]
    sizes = {}
    for row in eligible:
        sizes[row["employer"]] = sizes.get(row["employer"], 0) + 1
    large = [e for e, size in sizes.items() if cap is not None and size > cap]
    large.sort(key=lambda e: keyed(salt, "hengjian/draw/employer/1", e.encode()))
    number = {employer: str(n) for n, employer in enumerate(large)}
    lines = []
    for row in eligible:
        bits = "".join(
            "1" if row["attributes"].get(q["attribute"]) in q["any_of"] else "0" for q in rules["quotas"]
        )
        employer = number.get(row["employer"], "-")
        lines.append(f"{pseudonym(salt, row['id'])} {row['stratum']} q{bits} {employer}")
    return sorted(lines)


def record_leaf(row, salt):
    own = keyed(salt, "hengjian/draw/record/1", row["id"].encode())
    fields = [row["id"], row["employer"], row["stratum"], row["removed"] or ""]
    for name in sorted(row["attributes"], key=str.encode):
        fields += [name, row["attributes"][name]]
    return leaf(tagged("hengjian/draw/row/1", own, *(field.encode() for field in fields)))


def verify_outline(outline, findings, facts):
    commitment = outline["commitment"]
    text = canonical(commitment)
    seed = seed_of(text, commitment, outline["reveals"], outline["number"], findings)
    if seed is not None:
        own = index_of(seed, commitment["panels"])
        findings.check(own == outline["index"], "index", "抽中序号与随机数不符。")
    facts["承诺"] = tagged("hengjian/draw/commitment/1", text.encode()).hex()


def verify_own(proof, findings, facts):
    commitment, place, count = proof["commitment"], proof["place"], proof["rows"]

    def leads(data, path, root):
        path = [digest(node) for node in path]
        return merkle_climb(leaf(data.encode()), place, count, path) == digest(commitment[root])

    own = proof["row"].startswith(proof["pseudonym"] + " ")
    row = own and leads(proof["row"], proof["row_path"], "pool_root")
    findings.check(row, "own-row", "本人的名单行与承诺不符。")
    line = f"{proof['pseudonym']} {proof['count']}"
    same = leads(line, proof["count_path"], "count_root") and proof["panels"] == commitment["panels"]
    findings.check(same, "own-count", "本人出现的次数与承诺不符。")
    facts["本人出现"] = f"{proof['panels']}份名单中的{proof['count']}份"


def verify(value):
    """Findings and facts of whatever kind of file this is."""
    findings, facts = Findings(), {}
    if "frozen" in value:
        verify_office(value, findings, facts)
    elif "row_path" in value:
        verify_own(value, findings, facts)
    elif "panels" in value:
        verify_bundle(value, findings, facts)
    else:
        verify_outline(value, findings, facts)
    return findings.found, facts


def check(name):
    """Findings and facts of a file, or None if it cannot be read."""
    try:
        with open(name, encoding="utf-8") as file:
            value = loads(file.read())
        return verify(value)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as wrong:
        print(f"文件{name}不能读取：{wrong!r}", file=sys.stderr)
        return None


def main(arguments):
    as_json = "--json" in arguments
    files = [a for a in arguments if a != "--json"]
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    worst = 0
    for name in files:
        result = check(name)
        if as_json:
            print(json.dumps(result and result[0], ensure_ascii=False))
        elif result is not None:
            found, facts = result
            for fact, value in facts.items():
                print(f"{fact}：{value}")
            for finding in found:
                print(f"不符：{finding['what']}（{finding['code']}）")
            if not found:
                print("全部一致。")
        worst = max(worst, 2 if result is None else 1 if result[0] else 0)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

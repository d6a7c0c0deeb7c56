#!/usr/bin/env node
// Checks a poll of three tellers from its public bundle. Shares no code with the program that held the poll; the
// curve comes from @noble/curves.
//
//     npm ci && node verify_ballot.mjs bundle.bin
//     node verify_ballot.mjs --json FILE...         findings as JSON, a line for each file
//
// Exit code 0: everything agrees. 1: something does not. 2: the file cannot be read.
// Every finding has a short code, the same as in the voting program, and a sentence in Chinese.

import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { ed25519, x25519, RistrettoPoint } from "@noble/curves/ed25519";

const FORMAT = "hengjian-ballot-bundle 1\n";
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const MAX_SEATS = 1000;
const MAX_ITEMS = 10000;
/** Entries checked together. */
const BATCH = 2000;

// Bytes

const utf8 = new TextEncoder();
const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** Bytes of lower-case hexadecimal text of a given length, or an error. */
function unhex(text, length) {
  if (typeof text !== "string" || text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) {
    throw new Error("not hexadecimal");
  }
  return Buffer.from(text, "hex");
}

function big64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function framed(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** SHA-256 over a domain and fields: texts and byte strings with their length, numbers as 64 bits. */
class Canon {
  constructor(domain) {
    this.hash = createHash("sha256");
    this.text(domain);
  }
  bytes(value) {
    for (const part of framed(value)) this.hash.update(part);
    return this;
  }
  text(value) {
    return this.bytes(utf8.encode(value));
  }
  number(value) {
    this.hash.update(big64(value));
    return this;
  }
  place({ seat, item, version }) {
    return this.number(seat).number(item).number(version);
  }
  finish() {
    return this.hash.digest();
  }
}

function wide(domain, parts) {
  const hash = createHash("sha512");
  for (const part of [utf8.encode(domain), ...parts]) {
    for (const bytes of framed(part)) hash.update(bytes);
  }
  return hash.digest();
}

// The group

const mod = (a) => ((a % ORDER) + ORDER) % ORDER;
const little = (bytes) => BigInt("0x" + (hex(Buffer.from(bytes).reverse()) || "0"));

/** A number in its one encoding, or null. */
function scalar(bytes) {
  const value = little(bytes);
  return value < ORDER ? value : null;
}

function scalarBytes(value) {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

function scalarFrom(domain, parts) {
  return little(wide(domain, parts)) % ORDER;
}

/** A point in its one encoding, or null. */
function point(bytes) {
  try {
    return RistrettoPoint.fromHex(bytes);
  } catch {
    return null;
  }
}

const pointFrom = (name) => RistrettoPoint.hashToCurve(wide(name, []));
const ZERO = RistrettoPoint.ZERO;
const B = RistrettoPoint.BASE;
const AGREE = pointFrom("hengjian/ballot/generator/agree/1");
const AGAINST = pointFrom("hengjian/ballot/generator/against/1");
const VALUES = [AGREE, AGAINST, ZERO];

const times = (p, s) => (s === 0n ? ZERO : p.multiplyUnsafe ? p.multiplyUnsafe(s) : p.multiply(s));
const commit = (y, n, r) => times(AGREE, y).add(times(AGAINST, n)).add(times(B, r));

function signed(key, digest, signature) {
  try {
    return ed25519.verify(signature, digest, key, { zip215: false });
  } catch {
    return false;
  }
}

// What was fixed beforehand

function rollDigest(setup) {
  const canon = new Canon("hengjian/ballot/roll/1").bytes(unhex(setup.salt, 32)).number(setup.roll.length);
  for (const { seat, member } of setup.roll) canon.number(seat).text(member);
  return canon.finish();
}

function setupDigest(setup) {
  const before = setup.previous ? unhex(setup.previous.setup, 32) : Buffer.alloc(0);
  const canon = new Canon("hengjian/ballot/meeting/1")
    .text(setup.meeting)
    .number(setup.round)
    .bytes(before)
    .text(setup.previous ? setup.previous.reason : "")
    .text(setup.mode)
    .bytes(unhex(setup.salt, 32))
    .number(setup.members)
    .bytes(rollDigest(setup))
    .number(setup.items.length);
  for (const item of setup.items) {
    canon.text(item.id).text(item.title);
    if (item.rule === null) {
      canon.number(0);
    } else {
      const { numerator, denominator, strict, base } = item.rule;
      canon.number(1).number(numerator).number(denominator).number(strict ? 1 : 0).text(base);
    }
    canon.number(item.recused.length);
    for (const seat of item.recused) canon.number(seat);
  }
  return canon.finish();
}

/** Whether bytes are an Ed25519 key of large order. */
function validKey(bytes) {
  try {
    return !ed25519.ExtendedPoint.fromHex(bytes).isSmallOrder();
  } catch {
    return false;
  }
}

/** Whether bytes are an X25519 key to which shares can be sealed: the library refuses a constant result. */
function validSealing(bytes) {
  try {
    return x25519.getSharedSecret(new Uint8Array(32).fill(1), bytes).length === 32;
  } catch {
    return false;
  }
}

const ascending = (list) => list.every((value, n) => n === 0 || list[n - 1] < value);
const different = (list) => new Set(list).size === list.length;

/** The poll with its digest; throws with a reason. */
function readPoll(draft) {
  const { setup, tellers, seats } = draft;
  const ensure = (holds, what) => {
    if (!holds) throw new Error(what);
  };
  setup.roll.sort((a, b) => a.seat - b.seat);
  seats.sort((a, b) => a.seat - b.seat);
  const numbers = setup.roll.map((s) => s.seat);
  ensure(setup.meeting.trim() !== "" && setup.round >= 1, "缺少会议编号或者轮次。");
  ensure((setup.round > 1) === (setup.previous !== null), "轮次与上一轮不符。");
  ensure(setup.previous === null || setup.previous.reason.trim() !== "", "再次投票没有理由。");
  ensure(numbers.length > 0 && numbers.length <= MAX_SEATS && ascending(numbers), "签到名单有误。");
  ensure(different(setup.roll.map((s) => s.member)), "签到名单中有人重复。");
  ensure(setup.members >= numbers.length, "出席人数多于成员总数。");
  ensure(setup.items.length > 0 && setup.items.length <= MAX_ITEMS, "投票事项的数量有误。");
  ensure(different(setup.items.map((i) => i.id)), "投票事项重复。");
  for (const item of setup.items) {
    item.recused.sort((a, b) => a - b);
    ensure(item.id !== "" && item.title.trim() !== "", "投票事项缺少编号或名称。");
    ensure(ascending(item.recused) && item.recused.every((s) => numbers.includes(s)), "回避的席位有误。");
    const rule = item.rule;
    const sensible = rule === null || (rule.numerator > 0 && rule.numerator <= rule.denominator);
    ensure(sensible, "通过比例有误。");
  }
  ensure(numbers.join() === seats.map((s) => s.seat).join(), "席位与签名密钥不对应。");
  ensure(tellers.length === 3, "计票方不是三个。");
  ensure(seats.every((s) => validKey(unhex(s.key, 32))), "有席位的签名密钥无效。");
  ensure(tellers.every((t) => t.name.trim() !== "" && validKey(unhex(t.signing, 32))), "有计票方的签名密钥无效。");
  ensure(tellers.every((t) => validSealing(unhex(t.sealing, 32))), "有计票方的密封密钥无效。");
  for (const field of ["name", "sealing", "signing"]) {
    ensure(different(tellers.map((t) => t[field])), "三个计票方有相同之处。");
  }
  const canon = new Canon("hengjian/ballot/poll/1").bytes(setupDigest(setup));
  for (const t of tellers) canon.text(t.name).bytes(unhex(t.sealing, 32)).bytes(unhex(t.signing, 32));
  canon.number(seats.length);
  for (const { seat, key } of seats) canon.number(seat).bytes(unhex(key, 32));
  return {
    setup,
    digest: canon.finish(),
    tellers: tellers.map((t) => unhex(t.signing, 32)),
    keys: new Map(seats.map(({ seat, key }) => [seat, unhex(key, 32)])),
    recused: setup.items.map((item) => new Set(item.recused)),
  };
}

/** Whether a seat votes on the item at a place. */
function votesOn(poll, seat, item) {
  return poll.keys.has(seat) && item < poll.recused.length && !poll.recused[item].has(seat);
}

function placesOf(poll, seat) {
  return poll.recused.flatMap((recused, place) => (recused.has(seat) ? [] : [place]));
}

// The file

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(length) {
    if (this.at + length > this.bytes.length) throw new Error("the file ends early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  number() {
    return this.take(4).readUInt32BE();
  }
  place() {
    return { seat: this.number(), item: this.number(), version: this.number() };
  }
  record() {
    const kind = this.take(1)[0];
    switch (kind) {
      case 1:
        return { kind: "entry", place: this.place(), proof: this.take(352) };
      case 2:
        return { kind: "replaced", place: this.place(), digest: this.take(32) };
      case 3: {
        const place = this.place();
        const choice = this.take(1)[0];
        if (choice > 2) throw new Error("an unknown choice");
        return { kind: "open", place, choice, random: this.take(32), signature: this.take(64) };
      }
      case 4:
        return { kind: "complain", teller: this.take(1)[0], place: this.place(), signature: this.take(64) };
      case 5:
        return { kind: "confirm", seat: this.number(), code: this.take(32), signature: this.take(64) };
      case 6:
        return { kind: "close" };
      default:
        throw new Error("an unknown record");
    }
  }
}

export function readBundle(bytes) {
  const reader = new Reader(Buffer.from(bytes));
  if (reader.take(FORMAT.length).toString() !== FORMAT) throw new Error("an unknown format");
  const header = JSON.parse(reader.take(reader.number()).toString());
  const records = [];
  for (let left = reader.number(); left > 0; left--) records.push(reader.record());
  if (reader.at !== reader.bytes.length) throw new Error("the file goes on after its end");
  return { header, records };
}

// Entries

const field = (proof, number) => proof.subarray(32 * number, 32 * (number + 1));

function entryDigest(poll, place, proof) {
  return new Canon("hengjian/ballot/entry/1").bytes(poll.digest).place(place).bytes(proof).finish();
}

function challenge(poll, place, proof) {
  const position = new Canon("hengjian/ballot/place/1").place(place).finish();
  return scalarFrom("hengjian/ballot/challenge/1", [poll.digest, position, proof.subarray(0, 192)]);
}

function decode(poll, { place, proof }) {
  const points = [0, 1, 2, 3, 4, 5].map((n) => point(field(proof, n)));
  const scalars = [6, 7, 8, 9, 10].map((n) => scalar(field(proof, n)));
  if (points.includes(null) || scalars.includes(null)) return null;
  const [first, second] = scalars;
  const third = mod(challenge(poll, place, proof) - first - second);
  return {
    commitments: points.slice(0, 3),
    firsts: points.slice(3),
    challenges: [first, second, third],
    responses: scalars.slice(2),
  };
}

/** z·B = A + e·(C - V) for every branch of every entry: all equations times a factor from a hash, added up. */
function verifyBatch(poll, entries) {
  const canon = new Canon("hengjian/ballot/batch/1").bytes(poll.digest);
  for (const { place, proof } of entries) canon.place(place).bytes(proof);
  const all = canon.finish();
  const fixed = [0n, 0n, 0n];
  const points = [];
  const scalars = [];
  for (const [number, entry] of entries.entries()) {
    const d = decode(poll, entry);
    if (d === null) return false;
    let weight = 0n;
    for (let k = 0; k < 3; k++) {
      const seed = new Canon("hengjian/ballot/factor/1").bytes(all).number(number).number(k).finish();
      const factor = little(seed.subarray(0, 16));
      const weighted = mod(factor * d.challenges[k]);
      fixed[2] = mod(fixed[2] + factor * d.responses[k]);
      if (k < 2) fixed[k] = mod(fixed[k] + weighted);
      weight = mod(weight - weighted);
      points.push(d.firsts[k]);
      scalars.push(mod(-factor));
    }
    // The three commitments have the same factor: add them up first.
    points.push(d.commitments[0].add(d.commitments[1]).add(d.commitments[2]));
    scalars.push(weight);
  }
  if (points.length === 0) return true;
  const sum = RistrettoPoint.msm([...points, ...VALUES.slice(0, 2), B], [...scalars, ...fixed]);
  return sum.equals(ZERO);
}

function verifyEntries(poll, entries) {
  for (let at = 0; at < entries.length; at += BATCH) {
    if (!verifyBatch(poll, entries.slice(at, at + BATCH))) return false;
  }
  return true;
}

/** Makes the entry again from its opening and compares. */
function opens(poll, { choice, random, place }, proof) {
  const position = new Canon("hengjian/ballot/place/1").place(place).finish();
  const parts = [random, poll.digest, position, Buffer.from([choice])];
  const number = (name) => scalarFrom(`hengjian/ballot/random/1/${name}`, parts);
  const y = choice === 0 ? 1n : 0n;
  const n = choice === 1 ? 1n : 0n;
  const first = ["y0", "n0", "r0"].map(number);
  const second = ["y1", "n1", "r1"].map(number);
  const third = [mod(y - first[0] - second[0]), mod(n - first[1] - second[1]), number("r2")];
  const commitments = [first, second, third].map((share) => commit(...share));
  const sum = commitments.reduce((a, b) => a.add(b));
  const challenges = ["e0", "e1", "e2"].map(number);
  const responses = ["z0", "z1", "z2"].map(number);
  const w = number("w");
  const firsts = [0, 1, 2].map((k) =>
    k === choice ? times(B, w) : times(B, responses[k]).subtract(times(sum.subtract(VALUES[k]), challenges[k])),
  );
  const public192 = Buffer.concat([...commitments, ...firsts].map((p) => Buffer.from(p.toRawBytes())));
  const all = challenge(poll, place, public192);
  const others = [0, 1, 2].filter((k) => k !== choice).reduce((s, k) => s + challenges[k], 0n);
  challenges[choice] = mod(all - others);
  responses[choice] = mod(w + challenges[choice] * (first[2] + second[2] + third[2]));
  const numbers = [challenges[0], challenges[1], ...responses].map(scalarBytes);
  return Buffer.concat([public192, ...numbers]).equals(proof);
}

// What is signed

const confirmation = (poll, seat, code) =>
  new Canon("hengjian/ballot/confirm/1").bytes(poll.digest).number(seat).bytes(code).finish();

const opened = (poll, { place, choice, random }) =>
  new Canon("hengjian/ballot/open/1").bytes(poll.digest).place(place).number(choice).bytes(random).finish();

const complaint = (poll, { teller, place }) =>
  new Canon("hengjian/ballot/complaint/1").bytes(poll.digest).number(teller).place(place).finish();

const headDigest = (poll, head) => new Canon("hengjian/ballot/head/1").bytes(poll.digest).bytes(head).finish();

function seatCode(poll, seat, entries) {
  const canon = new Canon("hengjian/ballot/seat-code/1").bytes(poll.digest).number(seat).number(entries.length);
  for (const { place, digest } of entries) canon.number(place.item).bytes(digest);
  return canon.finish();
}

function sumsDigest(poll, sums) {
  const canon = new Canon("hengjian/ballot/sums/1").bytes(poll.digest).number(sums.teller);
  canon.bytes(unhex(sums.head, 32)).number(sums.items.length);
  for (const item of sums.items) for (const part of item) canon.bytes(unhex(part, 32));
  return canon.finish();
}

// The replay

class Replay {
  constructor(poll) {
    this.poll = poll;
    this.head = new Canon("hengjian/ballot/board/1").bytes(poll.digest).finish();
    this.current = new Map();
    this.confirmed = new Set();
    this.closed = false;
    this.findings = [];
  }

  check(holds, code, what) {
    if (!holds) this.findings.push({ code, what });
  }

  standing(place) {
    const shown = this.current.get(place.seat)?.get(place.item);
    return shown && shown.place.version === place.version && !shown.void ? shown : null;
  }

  record(number, record) {
    const at = (what) => `第${number}条记录${what}`;
    this.check(!this.closed, "closed", at("在投票截止之后。"));
    const post = new Canon("hengjian/ballot/post/1");
    switch (record.kind) {
      case "entry":
      case "replaced": {
        const digest =
          record.kind === "entry" ? entryDigest(this.poll, record.place, record.proof) : record.digest;
        this.entry(record.place, digest, record.proof ?? null, at("的填写不合规定。"));
        post.text("entry").bytes(digest);
        break;
      }
      case "open":
        this.open(record, at("打开的填写与内容不符。"));
        post.text("open").bytes(opened(this.poll, record)).bytes(record.signature);
        break;
      case "complain":
        this.complain(record, at("的异议无效。"));
        post.text("complain").bytes(complaint(this.poll, record)).bytes(record.signature);
        break;
      case "confirm":
        this.confirm(record, at("的确认无效。"));
        post.text("confirm").bytes(confirmation(this.poll, record.seat, record.code)).bytes(record.signature);
        break;
      default:
        this.closed = true;
        post.text("close");
    }
    this.head = new Canon("hengjian/ballot/board/1").bytes(this.head).bytes(post.finish()).finish();
  }

  entry(place, digest, proof, what) {
    const own = this.current.get(place.seat) ?? new Map();
    const before = own.get(place.item)?.place.version ?? 0;
    const good =
      votesOn(this.poll, place.seat, place.item) &&
      !this.confirmed.has(place.seat) &&
      place.version === before + 1;
    this.check(good, "entry", what);
    own.set(place.item, { place, digest, proof, void: false });
    this.current.set(place.seat, own);
  }

  open(record, what) {
    const { place, signature } = record;
    const key = this.poll.keys.get(place.seat);
    const shown = this.standing(place);
    const good =
      key !== undefined &&
      signed(key, opened(this.poll, record), signature) &&
      !this.confirmed.has(place.seat) &&
      shown !== null &&
      shown.proof !== null &&
      opens(this.poll, record, shown.proof);
    if (shown) shown.void = true;
    this.check(good, "open", what);
  }

  complain(record, what) {
    const key = this.poll.tellers[record.teller];
    const shown = this.standing(record.place);
    const good = key !== undefined && signed(key, complaint(this.poll, record), record.signature);
    if (shown) shown.void = true;
    this.confirmed.delete(record.place.seat);
    this.check(good && shown !== null, "complaint", what);
  }

  confirm({ seat, code, signature }, what) {
    const own = [...(this.current.get(seat)?.values() ?? [])].filter((shown) => !shown.void);
    own.sort((a, b) => a.place.item - b.place.item);
    const items = own.map((shown) => shown.place.item).join();
    const complete = own.length > 0 && items === placesOf(this.poll, seat).join();
    const key = this.poll.keys.get(seat);
    const good =
      key !== undefined &&
      signed(key, confirmation(this.poll, seat, code), signature) &&
      seatCode(this.poll, seat, own).equals(code);
    const first = !this.confirmed.has(seat);
    this.confirmed.add(seat);
    this.check(complete && good && first, "confirm", what);
  }

  finish(header) {
    this.check(this.closed, "closed", "投票没有截止。");
    this.check(hex(this.head) === header.head, "head", "记录的链头与公布的不符。");
    for (let teller = 0; teller < 3; teller++) {
      const own = header.heads.find((h) => h.teller === teller);
      const what = headDigest(this.poll, this.head);
      const good = own !== undefined && signed(this.poll.tellers[teller], what, unhex(own.signature, 64));
      const finding = `第${teller + 1}计票方没有对链头签名，或者签名无效。`;
      this.check(good, "head-signature", finding);
    }
    const shown = [...this.current.keys()]
      .sort((a, b) => a - b)
      .flatMap((seat) => [...this.current.get(seat).values()].filter((s) => s.proof !== null));
    this.check(verifyEntries(this.poll, shown), "proof", "有填写的证明不成立。");
    const counted = this.poll.setup.items.map((_, item) => this.counted(item));
    if (counted.some((entries) => entries.some((shown) => shown.proof === null))) {
      this.check(false, "entry", "有已确认的填写没有公开。");
      return;
    }
    this.tally(header, counted);
  }

  counted(item) {
    const own = [...this.confirmed].map((seat) => this.current.get(seat)?.get(item));
    return own.filter((shown) => shown !== undefined);
  }

  tally(header, counted) {
    const all = [];
    for (let teller = 0; teller < 3; teller++) {
      const sums = header.sums.find((s) => s.teller === teller);
      if (!this.sumsHold(sums, teller, counted)) {
        this.check(false, "sums", `第${teller + 1}计票方的合计缺失，或者与公开的承诺不符。`);
        return;
      }
      all.push(sums);
    }
    const lines = counted.map((entries, item) => {
      const total = (part) => mod(all.reduce((sum, s) => sum + scalar(unhex(s.items[item][part], 32)), 0n));
      return line(this.poll, item, entries.length, total(0), total(1));
    });
    const same = lines.every((l) => l !== null) && equal(lines, header.items);
    this.check(same, "tally", "公布的票数与合计不符。");
  }

  sumsHold(sums, teller, counted) {
    if (sums === undefined || sums.head !== hex(this.head) || sums.items.length !== counted.length) return false;
    if (!signed(this.poll.tellers[teller], sumsDigest(this.poll, sums), unhex(sums.signature, 64))) return false;
    return counted.every((entries, item) => {
      const numbers = sums.items[item].map((part) => scalar(unhex(part, 32)));
      const commitments = entries.map((shown) => point(field(shown.proof, teller)));
      if (numbers.includes(null) || numbers.length !== 3 || commitments.includes(null)) return false;
      const sum = commitments.reduce((a, b) => a.add(b), ZERO);
      return commit(...numbers).equals(sum);
    });
  }
}

/** The line of the result for one item, or null if the sums are no counts. */
function line(poll, place, cast, agree, against) {
  if (agree > BigInt(cast) || against > BigInt(cast) || agree + against > BigInt(cast)) return null;
  const { setup } = poll;
  const item = setup.items[place];
  const recused = item.recused.length;
  if (setup.roll.length < recused + cast) return null;
  const counts = {
    agree: Number(agree),
    against: Number(against),
    abstain: cast - Number(agree) - Number(against),
    spoiled: 0,
    not_cast: setup.roll.length - recused - cast,
    recused,
    members: setup.members,
  };
  return { item: item.id, counts, decision: item.rule === null ? null : decide(item.rule, counts) };
}

function decide(rule, counts) {
  const cast = counts.agree + counts.against + counts.abstain + counts.spoiled;
  const of = {
    attending: cast + counts.not_cast + counts.recused,
    attending_less_recused: cast + counts.not_cast,
    votes_cast: cast,
    valid_votes: cast - counts.spoiled,
    members: counts.members,
  };
  const read = (base) => {
    const left = BigInt(counts.agree) * BigInt(rule.denominator);
    const right = BigInt(of[base]) * BigInt(rule.numerator);
    const enough = rule.strict ? left > right : left >= right;
    const verdict = of[base] === 0 ? "invalid" : enough ? "passed" : "not_passed";
    return { base, of: of[base], verdict };
  };
  const others = { attending: "attending_less_recused", attending_less_recused: "attending" };
  const other = others[rule.base];
  return { rule, deciding: read(rule.base), other: other ? read(other) : null };
}

/** Whether two JSON values are the same, whatever the order of their fields. */
function equal(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
}

/** Findings for a bundle; none means that everything agrees. */
export function verify({ header, records }) {
  let poll;
  try {
    poll = readPoll(header.poll);
  } catch (wrong) {
    return [{ code: "poll", what: wrong.message }];
  }
  const replay = new Replay(poll);
  records.forEach((record, number) => replay.record(number + 1, record));
  replay.finish(header);
  return replay.findings;
}

/** Findings for a file, or null if it cannot be read. */
function check(file) {
  try {
    return verify(readBundle(readFileSync(file)));
  } catch (wrong) {
    console.error(`文件${file}不能读取：${wrong.message}`);
    return null;
  }
}

function main(args) {
  const json = args.includes("--json");
  const files = args.filter((a) => a !== "--json");
  if (files.length === 0) {
    console.error("node verify_ballot.mjs [--json] FILE...");
    return 2;
  }
  let worst = 0;
  for (const file of files) {
    const findings = check(file);
    if (json) {
      console.log(JSON.stringify(findings));
    } else if (findings !== null) {
      for (const { code, what } of findings) console.log(`不符：${what}（${code}）`);
      if (findings.length === 0) console.log("全部一致。");
    }
    worst = Math.max(worst, findings === null ? 2 : findings.length === 0 ? 0 : 1);
  }
  return worst;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}

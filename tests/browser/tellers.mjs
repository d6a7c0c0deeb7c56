// A committee votes before three tellers, each device in a browser of its own. Its server is a program of the web
// crate's examples; the demonstration has no meeting at that moment.

import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { faultsOf, shoot, visitor } from './browser.mjs';
import { says, send } from './expect.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
const SEATS = 9;

export const name = 'a committee votes before three tellers';

async function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** The program with a committee about to vote: its address, the meeting's page, and a session for each part. */
async function startRoom() {
  const built = spawnSync('cargo', ['build', '--quiet', '--locked', '-p', 'web', '--example', 'meeting_room'], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the meeting room does not build');
  const port = await freePort();
  const child = spawn(join(TARGET, 'debug', 'examples', 'meeting_room'), [String(port)], { cwd: ROOT });
  const stop = () => child.kill('SIGTERM');
  process.on('exit', stop);
  let said = '';
  let log = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (log += text));
  while (!said.includes('\nready\n')) {
    if (child.exitCode !== null) throw new Error(`the meeting room ended by itself:\n${log}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  const told = Object.fromEntries(said.trim().split('\n').map((line) => line.split(' ')));
  return { base: `http://127.0.0.1:${port}`, told, stop };
}

/** A person's own browser. */
async function person(browser, room, who) {
  const { page, complaints, close } = await visitor(browser, room.base);
  await page.context().addCookies([{ name: 'session', value: room.told[who], url: room.base }]);
  await page.goto(room.told.meeting);
  return { who, page, complaints, close };
}

/** Chooses for every case, in the order of the page, and waits until each choice is recorded. */
async function choose(page, word) {
  const rows = page.locator('[data-item]');
  for (let row = 0; row < await rows.count(); row += 1) {
    await rows.nth(row).getByLabel(word, { exact: true }).check();
    await rows.nth(row).getByText(/已加密记录，编码/).waitFor();
  }
}

async function vote(room, { page }, word) {
  await page.goto(`${room.told.meeting}/ballot`);
  await page.locator('[data-item]').first().waitFor();
  await choose(page, word);
  await page.getByRole('button', { name: '确认投票' }).click();
  const own = page.locator('[data-own]');
  await page.getByText('您已投票。').waitFor();
  return own.innerText();
}

async function accessible(page) {
  const faults = await faultsOf(page);
  if (faults.length > 0) throw new Error(`${page.url()}:\n${faults.join('\n')}`);
}

async function register(room, { page }) {
  await page.goto(`${room.told.meeting}/device`);
  await says(page, '登记投票设备');
  await page.getByText('还没有登记投票设备').waitFor();
  await accessible(page);
  await send(page, '登记本设备');
  await says(page, '本设备已登记为您的投票设备');
}

/** The second seat is elected; supervisor and elected teller register the devices they count with. */
async function tellers(room, chair, people) {
  await chair.page.goto(room.told.meeting);
  await chair.page.getByLabel('推选的计票人').selectOption({ index: 2 });
  await send(chair.page, '登记计票人');
  for (const { page } of people) {
    await page.goto(`${room.told.meeting}/counting`);
    await page.getByRole('button', { name: '登记计票密钥' }).waitFor();
    await accessible(page);
    await send(page, '登记计票密钥');
    await says(page, '计票密钥已登记');
  }
}

/** A challenge opens what was sealed; a page that is loaded again starts anew behind it. */
async function challenge(room, { page }) {
  await page.goto(`${room.told.meeting}/ballot`);
  const row = page.locator('[data-item]').first();
  await row.waitFor();
  await accessible(page);
  await page.getByRole('button', { name: '确认投票' }).click();
  await page.getByText('还有2项没有填写').waitFor();
  await row.getByLabel('反对', { exact: true }).check();
  await row.getByText(/已加密记录，编码/).waitFor();
  await row.getByRole('button', { name: /检验/ }).click();
  await row.getByText('加密记录中是“反对”').waitFor();
  await row.getByLabel('弃权', { exact: true }).check();
  await row.getByText(/已加密记录，编码/).waitFor();
  await page.reload();
}

async function withoutScripts(browser, room) {
  const context = await browser.newContext({ baseURL: room.base, javaScriptEnabled: false, locale: 'zh-CN' });
  await context.addCookies([{ name: 'session', value: room.told.seat5, url: room.base }]);
  const page = await context.newPage();
  await page.goto(`${room.told.meeting}/ballot`);
  await says(page, 'Safari 15');
  if (await page.locator('[data-item]').first().isVisible()) throw new Error('a ballot that cannot be sealed is shown');
  await context.close();
}

async function counted(room, chair, watching, codes) {
  await chair.page.goto(room.told.meeting);
  await chair.page.getByLabel(/可以结束/).check();
  await send(chair.page, '结束投票并计票');
  for (const { page } of watching) await page.getByText('合计已公布').waitFor();
  await chair.page.goto(`${room.told.meeting}/codes`);
  for (const code of codes) await says(chair.page, code);
  await accessible(chair.page);
  await chair.page.goto(room.told.meeting);
  await send(chair.page, '宣布结果并签字');
  await says(chair.page, '通过');
}

/** The file the organiser keeps satisfies the other verifier, which shares no code with the program. */
async function verified(room, supervisor, organiser) {
  await supervisor.page.goto(room.told.meeting);
  await send(supervisor.page, '见证销毁选票份额');
  await send(supervisor.page, '监督员签字');
  const answer = await organiser.page.request.get(`${room.base}${room.told.meeting}/ballot/bundle`);
  const file = join(mkdtempSync(join(tmpdir(), 'ballot-')), 'ballot.bin');
  writeFileSync(file, await answer.body());
  const verifier = join(ROOT, 'verifiers', 'ballot', 'verify_ballot.mjs');
  const run = spawnSync('node', [verifier, file], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the other verifier refuses the file:\n${run.stdout}${run.stderr}`);
}

export async function walk(browser) {
  const room = await startRoom();
  const seats = [];
  for (let seat = 1; seat <= SEATS; seat += 1) seats.push(await person(browser, room, `seat${seat}`));
  const supervisor = await person(browser, room, 'supervisor');
  const organiser = await person(browser, room, 'organiser');
  const everybody = [...seats, supervisor, organiser];
  const [chair, elected] = seats;
  try {
    for (const seat of seats) await register(room, seat);
    await tellers(room, chair, [supervisor, elected]);
    await chair.page.goto(room.told.meeting);
    await chair.page.getByLabel('三方计票', { exact: true }).check();
    await send(chair.page, '开始投票');
    // The elected teller votes on one page and counts on another of the same device.
    const table = { ...elected, page: await elected.page.context().newPage() };
    const watching = [supervisor, table];
    for (const { page } of watching) {
      await page.goto(`${room.told.meeting}/counting`);
      await page.getByText('已同步').waitFor();
    }
    await challenge(room, seats[3]);
    await withoutScripts(browser, room);
    const codes = [];
    for (const [place, seat] of seats.entries()) codes.push(await vote(room, seat, place < 6 ? '同意' : '反对'));
    await counted(room, chair, watching, codes);
    await verified(room, supervisor, organiser);
    const complaints = everybody.flatMap(({ who, complaints }) => complaints.map((text) => `${who}: ${text}`));
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } catch (error) {
    for (const { who, page } of everybody) await shoot(page, `tellers ${who}`);
    throw error;
  } finally {
    for (const { close } of everybody) await close();
    room.stop();
  }
}

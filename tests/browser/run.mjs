#!/usr/bin/env node
// The pages in a real browser: every page that each role of the demonstration can reach, and people's main tasks.
//
// Usage: node tests/browser/run.mjs [NAME…]     only the walks and roles whose name contains NAME
//   BROWSER_PAGES=20                             look at fewer pages per role (60)
//
// Pages are looked at first, because the walks change the demonstration. A failure leaves a picture in target/browser.

import { launch, shoot, visitor } from './browser.mjs';
import { crawl } from './crawl.mjs';
import { startDemo } from './program.mjs';
import * as tellers from './tellers.mjs';
import * as applicant from './walks/applicant.mjs';
import * as certificate from './walks/certificate.mjs';
import * as citizen from './walks/citizen.mjs';
import * as eligibility from './walks/eligibility.mjs';
import * as expert from './walks/expert.mjs';
import * as policy from './walks/policy.mjs';
import * as returned from './walks/returned.mjs';
import * as unit from './walks/unit.mjs';

// In this order: the last one moves the demonstration's clock past the application window.
const WALKS = [citizen, eligibility, policy, certificate, applicant, expert, returned, unit];
const PAGES_PER_ROLE = Number(process.env.BROWSER_PAGES ?? 60);

const wanted = process.argv.slice(2);
const asked = (name) => wanted.length === 0 || wanted.some((part) => name.includes(part));

const browser = await launch();
const failures = [];

if (asked(tellers.name)) {
  try {
    await tellers.walk(browser);
    console.log(`ok   ${tellers.name}`);
  } catch (error) {
    console.log(`FAIL ${tellers.name}`);
    failures.push(`${tellers.name}: ${error.message}`);
  }
}

const demo = await startDemo();

const roles = [{ who: 'nobody', account: null }, ...[...demo.accounts].map(([who, account]) => ({ who, account }))];
// The same fault on many pages is one line: where it was first seen, and how often.
const faults = new Map();
for (const role of roles.filter(({ who }) => asked(who))) {
  const { looked, found } = await crawl(browser, demo, { ...role, most: PAGES_PER_ROLE });
  for (const { fault, place } of found) {
    const places = faults.get(fault) ?? [];
    faults.set(fault, [...places, place]);
  }
  console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} ${role.who}: ${looked} pages${found.length ? `, ${found.length} faults` : ''}`);
}
for (const [fault, places] of faults) {
  failures.push(`${fault}\n       ${places.length}×, first at ${places[0]}`);
}

for (const { name, options, walk } of WALKS.filter(({ name }) => asked(name))) {
  const { page, complaints, close } = await visitor(browser, demo.base, options);
  try {
    await walk(page, demo);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    console.log(`ok   ${name}`);
  } catch (error) {
    console.log(`FAIL ${name}`);
    failures.push(`${name}: ${error.message}\n       at ${page.url()}, ${await shoot(page, name)}`);
  }
  await close();
}

await browser.close();
demo.stop();
if (failures.length > 0) {
  console.error(`\n${failures.map((failure) => `  - ${failure}`).join('\n')}`);
  process.exitCode = 1;
}

// Follows the links of a role from its home page, and looks at every page on the way.

import { faultsOf, shoot, signIn, visitor } from './browser.mjs';

// Pages of one kind differ by their ids only: so many of each are looked at.
const OF_A_KIND = 2;

/** What kind of page an address is: ids and numbers do not count, values of a query neither. */
function kindOf(url) {
  const path = url.pathname.replace(/[0-9a-f]{32}/g, '*').replace(/\/\d+(?=\/|$)/g, '/#');
  return path + [...url.searchParams.keys()].sort().join('&');
}

/** Looks at up to `most` pages; answers how many, and what is wrong with them. */
export async function crawl(browser, demo, { who, account, most }) {
  const { page, complaints, close } = await visitor(browser, demo.base);
  const faults = [];
  if (account) await signIn(page, account, demo.password);
  const waiting = ['/'];
  const known = new Set(waiting);
  const kinds = new Map();
  let looked = 0;
  while (waiting.length > 0 && looked < most) {
    const address = waiting.shift();
    let answer;
    try {
      answer = await page.goto(address);
    } catch (error) {
      if (/Download is starting|ERR_ABORTED/.test(error.message)) continue;
      throw error;
    }
    if (!answer?.headers()['content-type']?.startsWith('text/html')) continue;
    looked += 1;
    const found = complaints.splice(0);
    if (answer.status() >= 400) found.push(`answered ${answer.status()}, and is linked from another page`);
    found.push(...(await faultsOf(page)));
    if (found.length > 0) {
      const place = `${new URL(page.url()).pathname} as ${who}, ${await shoot(page, `${who} ${kindOf(new URL(page.url()))}`)}`;
      faults.push(...found.map((fault) => ({ fault, place })));
    }
    const links = await page.$$eval('a[href]', (links) => links.map((link) => link.href));
    for (const link of links) {
      const url = new URL(link);
      url.hash = '';
      if (url.origin !== demo.base || known.has(url.href)) continue;
      known.add(url.href);
      const kind = kindOf(url);
      const seen = kinds.get(kind) ?? 0;
      if (seen >= OF_A_KIND) continue;
      kinds.set(kind, seen + 1);
      waiting.push(url.href);
    }
  }
  await close();
  return { looked, found: faults };
}

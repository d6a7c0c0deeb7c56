// The few expectations the walks use; each failure says what a person would see.

/** The heading of the page. */
export async function heading(page, text) {
  const is = await page.locator('h1').first().innerText();
  if (!is.includes(text)) throw new Error(`the page is headed ${JSON.stringify(is)}, not ${JSON.stringify(text)}`);
}

/** The page's main part says something. */
export async function says(page, text) {
  const main = await page.locator('main').innerText();
  if (!main.includes(text)) throw new Error(`the page ${page.url()} does not say ${JSON.stringify(text)}:\n${main.slice(0, 1500)}`);
}

/** Follows a link by its words. */
export async function follow(page, name) {
  await page.getByRole('link', { name }).first().click();
  await page.waitForLoadState();
}

/** Sends the form that has this button. */
export async function send(page, name) {
  await page.getByRole('button', { name }).first().click();
  await page.waitForLoadState();
}

// Devices with the module in their memory. Reads lines `{"device": n, "ask": {…}}`, writes the answers as lines.
// Usage: node devices.mjs MODULE

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { Refused, lacking, load, random } from "../src/seat.js";

if (lacking().length > 0 || random().length !== 64 || random() === random()) throw new Error("not a usable browser");
const module = readFileSync(process.argv[2]);
const devices = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { device, ask } = JSON.parse(line);
  if (!devices.has(device)) devices.set(device, await load(module));
  const began = performance.now();
  let answer;
  try {
    answer = { said: devices.get(device).ask(ask) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer = { refused: error.message };
  }
  console.log(JSON.stringify({ ...answer, ms: performance.now() - began }));
}

// Calls the ballot's WebAssembly module. Nothing here decides anything: questions go in, answers come out.

/** What the ballot needs of a browser and this one lacks, in words; empty where it lacks nothing. */
export function lacking() {
  const lacks = [];
  if (typeof WebAssembly !== "object") lacks.push("WebAssembly");
  if (typeof globalThis.crypto?.getRandomValues !== "function") lacks.push("安全的随机数（crypto.getRandomValues）");
  return lacks;
}

/** 32 random bytes in hexadecimal. */
export function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The module refused; the message is for people. */
export class Refused extends Error {}

/** Loads the module from a response or from bytes. Each loaded module is one device with its own memory. */
export async function load(module) {
  const { instance } = module instanceof Response
    ? await WebAssembly.instantiateStreaming(module)
    : await WebAssembly.instantiate(module);
  const { memory, seat_room: room, seat_ask: send, seat_answer: answer } = instance.exports;
  return {
    /** Asks a question; answers the content of its one kind of answer. */
    ask(question) {
      const bytes = new TextEncoder().encode(JSON.stringify(question));
      const place = room(bytes.length);
      // The memory may have grown: its buffer is looked up anew each time.
      new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
      const length = send();
      const text = new TextDecoder().decode(new Uint8Array(memory.buffer, answer(), length));
      const [[kind, content]] = Object.entries(JSON.parse(text));
      if (kind === "refused") throw new Refused(content);
      return content;
    },
  };
}

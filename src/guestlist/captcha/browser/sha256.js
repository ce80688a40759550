// SHA-256 of short texts, at once: the browser's own gives its answer later, and only on https.

const SHA_LENGTH_MAX = 55; // one block

function firstPrimes(count) {
  const primes = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  return primes;
}

/** Give the first 32 bits of a number's fraction. */
function fractionBits(number) {
  return ((number - Math.floor(number)) * 2 ** 32) | 0;
}

const SHA_START = Int32Array.from(firstPrimes(8), (prime) => fractionBits(Math.sqrt(prime)));
const SHA_ROUNDS = Int32Array.from(firstPrimes(64), (prime) => fractionBits(Math.cbrt(prime)));
const SHA_WORDS = new Int32Array(64);

function turn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/** Write a text of ASCII characters as the one block that is hashed. */
function fillBlock(text) {
  SHA_WORDS.fill(0, 0, 16);
  for (let index = 0; index < text.length; index += 1) {
    SHA_WORDS[index >> 2] |= text.charCodeAt(index) << (24 - 8 * (index & 3));
  }
  SHA_WORDS[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  SHA_WORDS[15] = 8 * text.length;
}

function spreadBlock() {
  for (let index = 16; index < 64; index += 1) {
    const early = SHA_WORDS[index - 15];
    const late = SHA_WORDS[index - 2];
    const one = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const two = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    SHA_WORDS[index] = (SHA_WORDS[index - 16] + one + SHA_WORDS[index - 7] + two) | 0;
  }
}

/** Give the first 32 bits of the hash of a text of at most 55 ASCII characters, as an unsigned number. */
function hashBegin(text) {
  if (text.length > SHA_LENGTH_MAX) throw new RangeError("The text is too long.");
  fillBlock(text);
  spreadBlock();
  let a = SHA_START[0];
  let b = SHA_START[1];
  let c = SHA_START[2];
  let d = SHA_START[3];
  let e = SHA_START[4];
  let f = SHA_START[5];
  let g = SHA_START[6];
  let h = SHA_START[7];
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const low = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + SHA_ROUNDS[index] + SHA_WORDS[index];
    const high = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most;
    h = g;
    g = f;
    f = e;
    e = (d + low) | 0;
    d = c;
    c = b;
    b = a;
    a = (low + high) | 0;
  }
  return (a + SHA_START[0]) >>> 0;
}

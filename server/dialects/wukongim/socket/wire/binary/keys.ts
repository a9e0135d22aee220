import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/**
 * The keys of one connection. The protocol takes 64 bits of an MD5 sum for AES-128-CBC, and one initialization vector for all
 * messages: it hides them from who only listens, and replaces no TLS.
 */
export type Keys = {
  /** Base64, as the protocol carries payloads. */
  encrypt(bytes: Buffer): Buffer;
  /** Null: it was not encrypted with these keys. */
  decrypt(base64: Buffer): Buffer | null;
  /** The sum by which a receiver knows that a message was not changed. */
  sumOf(message: Buffer): string;
  /** Whether a sum is that of a message, in constant time. */
  isSumOf(sum: string, message: Buffer): boolean;
};

/** What the server adds to the agreement: its public key in base64, and the initialization vector. */
export type Agreement = { keys: Keys; serverKey: string; salt: string };

const CIPHER = "aes-128-cbc";
const KEY_BYTES = 32;

/** Agrees on the keys of one connection with a client's public key: X25519, in base64. Null: it is none. */
export function agreeKeys(clientKey: string): Agreement | null {
  const pair = generateKeyPairSync("x25519");
  const secret = secretOf(clientKey, pair.privateKey);
  if (!secret) return null;
  const { x = "" } = pair.publicKey.export({ format: "jwk" });
  const salt = randomBytes(12).toString("base64url");
  return {
    keys: keysOf(secret, salt),
    serverKey: Buffer.from(x, "base64url").toString("base64"),
    salt,
  };
}

function secretOf(
  clientKey: string,
  privateKey: Parameters<typeof diffieHellman>[0]["privateKey"],
): Buffer | null {
  const raw = Buffer.from(clientKey, "base64");
  if (raw.length !== KEY_BYTES) return null;
  const jwk = { kty: "OKP", crv: "X25519", x: raw.toString("base64url") };
  try {
    return diffieHellman({ privateKey, publicKey: createPublicKey({ key: jwk, format: "jwk" }) });
  } catch {
    return null; // a point of low order
  }
}

/** The keys that both sides derive from their common secret. */
export function keysOf(secret: Buffer, salt: string): Keys {
  const key = Buffer.from(md5(Buffer.from(secret.toString("base64"))).slice(0, 16));
  const iv = Buffer.from(salt.slice(0, 16));
  const encrypt = (bytes: Buffer): Buffer => {
    const cipher = createCipheriv(CIPHER, key, iv);
    return Buffer.from(Buffer.concat([cipher.update(bytes), cipher.final()]).toString("base64"));
  };
  const sumOf = (message: Buffer): string => md5(encrypt(message));
  return {
    encrypt,
    decrypt(base64) {
      const decipher = createDecipheriv(CIPHER, key, iv);
      const encrypted = Buffer.from(base64.toString("latin1"), "base64");
      try {
        return Buffer.concat([decipher.update(encrypted), decipher.final()]);
      } catch {
        return null;
      }
    },
    sumOf,
    isSumOf(sum, message) {
      const claimed = Buffer.from(sum);
      const expected = Buffer.from(sumOf(message));
      return claimed.length === expected.length && timingSafeEqual(claimed, expected);
    },
  };
}

const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");

import { argon2id, hash, verify } from "argon2";

/** OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane; some 20 ms of one core. */
export const PASSWORD_COST = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Made with the same cost of bytes that nobody kept: what a password is compared with when there is no user. */
const NOBODY =
  "$argon2id$v=19$m=19456,p=1,t=2$i/LsbTsdw7YVUkoUEaE9UA$vuXX+BTVVZzt+RqlMV51/NG+DS+zkmmPftBuGD246a8";

/** The password as it is stored: argon2id with a random salt, in PHC format. */
export const hashPassword = (password: string): Promise<string> => hash(password, PASSWORD_COST);

/**
 * Whether `password` belongs to a stored hash. Without a hash, or with one that no password can have, the same work is
 * done before saying no: how long it takes does not tell whether a user exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isHash = stored?.startsWith("$argon2") ?? false;
  const fits = await verify(isHash && stored !== null ? stored : NOBODY, password);
  return isHash && fits;
}

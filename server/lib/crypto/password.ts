import { argon2id, hash, verify } from "argon2";

/** OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane; some 20 ms of one core. */
export const PASSWORD_COST = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of discarded random bytes, at the same cost: compared with when there is no user. */
const UNKNOWN_USER_HASH =
  "$argon2id$v=19$m=19456,p=1,t=2$i/LsbTsdw7YVUkoUEaE9UA$vuXX+BTVVZzt+RqlMV51/NG+DS+zkmmPftBuGD246a8";

/** The password as it is stored: argon2id with a random salt, in PHC format. */
export const hashPassword = (password: string): Promise<string> => hash(password, PASSWORD_COST);

/**
 * Whether `password` matches a stored hash. Without a hash, or with an impossible one, it does the same work and returns
 * false, so that its duration does not reveal whether a user exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isHash = stored?.startsWith("$argon2") ?? false;
  const fits = await verify(isHash && stored !== null ? stored : UNKNOWN_USER_HASH, password);
  return isHash && fits;
}

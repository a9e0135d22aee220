import { MEMBER_HEADER } from "@/server/contract/_shared/page-member";

let memberId: number | null = null;

/** Sets the member whose page this is: in a browser, once per page load. */
export const setPageMember = (id: number): void => {
  memberId = id;
};

/** The header by which the page's requests name its member; none before anybody has signed in. */
export const memberHeaders = (): Record<string, string> =>
  memberId === null ? {} : { [MEMBER_HEADER]: String(memberId) };

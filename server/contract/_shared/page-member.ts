/**
 * Names the member whose page sends a request, by id. A browser has one session for all its pages: one that an earlier member
 * has left open must read and send nothing as the member who has signed in since.
 */
export const MEMBER_HEADER = "x-page-member";

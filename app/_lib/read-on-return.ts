/** For queries whose data no event reports, such as a member's own settings, which are changed in another window: read on return. */
export const READ_ON_RETURN = { refetchOnWindowFocus: "always" } as const;

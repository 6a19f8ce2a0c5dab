/** The longest delay that Node's timers take; a longer one would fire at once. */
export const longestTimerMs = 2_147_483_647;

/** So many zeros, in an array that the engine keeps as plain doubles from the start: one that begins as `0` is rebuilt with the first fraction. */
export const zeros = (count: number): number[] => {
  const made: number[] = [];
  while (made.length < count) made.push(0.5);
  for (let i = 0; i < count; i++) made[i] = 0;
  return made.slice();
};

/**
 * A name in so many UTF-16 units: its middle gives way, because it begins with the place and ends with the lift
 * ("…Tower 3, lift 2"). No character is cut in two.
 */
export const cutMiddle = (name: string, room: number): string => {
  if (name.length <= room) return name;
  const characters = Array.from(name);
  const take = (from: readonly string[], units: number): string[] => {
    const taken: string[] = [];
    let used = 0;
    for (const character of from) {
      if (used + character.length > units) break;
      taken.push(character);
      used += character.length;
    }
    return taken;
  };
  const headUnits = Math.floor((room - 1) / 3);
  const head = take(characters, headUnits);
  const tail = take(characters.toReversed(), room - 1 - headUnits).toReversed();
  return `${head.join('')}…${tail.join('')}`;
};

/** Temperatures of one lift, °C. */
export interface Temperatures {
  machineRoomC: number;
  motorC: number;
  controllerC: number;
  carC: number;
}

export const atAmbient = (ambientC: number): Temperatures => ({
  machineRoomC: ambientC + 3,
  motorC: ambientC + 6,
  controllerC: ambientC + 5,
  carC: ambientC,
});

const approach = (nowC: number, towardsC: number, stepS: number, timeConstantS: number): number =>
  nowC + (towardsC - nowC) * (1 - Math.exp(-stepS / timeConstantS));

/** First-order heating and cooling: the motor follows its work, the cabinet the room, the car its people. */
export const stepTemperatures = (
  t: Temperatures,
  input: { ambientC: number; working: boolean; people: number; ventilated: boolean; extraHeatC: number; stepS: number },
): void => {
  const { ambientC, stepS, extraHeatC } = input;
  t.machineRoomC = approach(t.machineRoomC, ambientC + 3 + (input.working ? 4 : 0) + extraHeatC * 0.3, stepS, 3_600);
  t.motorC = approach(t.motorC, t.machineRoomC + (input.working ? 45 : 2) + extraHeatC, stepS, 1_800);
  t.controllerC = approach(t.controllerC, t.machineRoomC + (input.working ? 8 : 2) + extraHeatC * 0.5, stepS, 1_200);
  const bodies = input.people * (input.ventilated ? 0.4 : 1.6);
  t.carC = approach(t.carC, ambientC + bodies, stepS, input.ventilated ? 300 : 900);
};

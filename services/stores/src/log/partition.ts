/** Partition of a lift: FNV-1a (32 bit) over the UTF-16 units of its id, modulo the store's partitions. */
export const partitionOf = (liftId: string, partitions: number): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < liftId.length; i++) hash = Math.imul(hash ^ liftId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
};

import { StoreError, type ReadingLogReader } from '@liftwatch/stores';

const isReadable = async (reader: ReadingLogReader, partition: number, after: number): Promise<boolean> => {
  try {
    await reader.read(partition, after, 1);
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LIFT_STORE_LOG_GONE') return false;
    throw error;
  }
};

/**
 * The smallest position after which the log can still be read, by halving: retention deletes from the front only. Used
 * by an engine that takes a partition without a checkpoint of its own.
 */
export const firstReadable = async (reader: ReadingLogReader, partition: number, after: number): Promise<number> => {
  let gone = after;
  let readable = await reader.head(partition);
  while (readable - gone > 1) {
    const middle = Math.floor((gone + readable) / 2);
    if (await isReadable(reader, partition, middle)) readable = middle;
    else gone = middle;
  }
  return readable;
};

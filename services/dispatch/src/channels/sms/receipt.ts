/** What Kannel's receipt types say: 1 delivered, 2 failed at the phone, 8 taken by the SMSC, 16 refused by it; 4 buffered says nothing new. */
const receipts: Readonly<Record<string, 'delivered' | 'failed' | 'accepted'>> = {
  '1': 'delivered',
  '2': 'failed',
  '8': 'accepted',
  '16': 'failed',
};

export const receiptOf = (type: string): 'delivered' | 'failed' | 'accepted' | undefined => receipts[type];

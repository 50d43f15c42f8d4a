/** Folders in Grafana: who looks after people, and who looks after liftwatch. */
export const folders = {
  safety: { uid: 'lw-safety', title: '电梯安全 · Lift safety' },
  platform: { uid: 'lw-platform', title: '平台 · Platform' },
} as const;
export type FolderName = keyof typeof folders;

/** The part of a dashboard's JSON that checks and the verification look at, whoever wrote it. */
export interface TargetJson {
  readonly refId?: string;
  readonly query?: string;
  readonly rawQuery?: boolean;
  readonly resultFormat?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

export interface PanelJson {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly timeFrom?: string;
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetJson[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string; readonly noValue?: string } };
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly query?: string | Readonly<Record<string, unknown>>;
  readonly datasource?: { readonly uid?: string };
}

export interface DashboardJson {
  readonly uid?: string;
  readonly title?: string;
  readonly description?: string;
  readonly timezone?: string;
  readonly time?: { readonly from: string; readonly to: string };
  readonly templating?: { readonly list?: readonly VariableJson[] };
  readonly panels?: readonly PanelJson[];
}

// Generated from dashboards/openapi/grafana.yaml by `npm run generate`: do not edit.
export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/folders/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        get: operations["getFolder"];
        put: operations["renameFolder"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createFolder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasources/uid/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        get: operations["getDataSource"];
        put: operations["changeDataSource"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["createDataSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards/uid/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards/db": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["saveDashboard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/provisioning/folder/{folderUid}/rule-groups/{group}": {
        parameters: {
            query?: never;
            header?: {
                "X-Disable-Provenance"?: string;
            };
            path: {
                folderUid: string;
                group: string;
            };
            cookie?: never;
        };
        get: operations["getRuleGroup"];
        put: operations["putRuleGroup"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ds/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            message?: string;
        };
        Health: {
            version?: string;
            database?: string;
        };
        Folder: {
            uid: string;
            title: string;
        };
        DataSource: {
            name: string;
            uid: string;
            type: string;
            access: string;
            url: string;
            user?: string;
            isDefault?: boolean;
            readOnly?: boolean;
            jsonData?: {
                [key: string]: unknown;
            };
            secureJsonData?: {
                [key: string]: string;
            };
            secureJsonFields?: {
                [key: string]: boolean;
            };
        };
        Dashboard: {
            [key: string]: unknown;
        };
        StoredDashboard: {
            dashboard: components["schemas"]["Dashboard"];
            meta: {
                folderUid?: string;
                provisioned?: boolean;
                version?: number;
            };
        };
        SaveDashboard: {
            dashboard: components["schemas"]["Dashboard"];
            folderUid: string;
            overwrite: boolean;
            message: string;
        };
        AlertRule: {
            uid: string;
            title: string;
            condition: string;
            for: string;
            /** @enum {string} */
            noDataState: "OK" | "Alerting" | "NoData" | "KeepLast";
            /** @enum {string} */
            execErrState: "OK" | "Alerting" | "Error" | "KeepLast";
            folderUID?: string;
            ruleGroup?: string;
            orgID?: number;
            isPaused?: boolean;
            labels?: {
                [key: string]: string;
            };
            annotations?: {
                [key: string]: string;
            };
            data: {
                refId: string;
                queryType?: string;
                datasourceUid: string;
                relativeTimeRange: {
                    from?: number;
                    to?: number;
                };
                model: {
                    [key: string]: unknown;
                };
            }[];
        };
        RuleGroup: {
            title: string;
            folderUid: string;
            /** @description s */
            interval: number;
            rules: components["schemas"]["AlertRule"][];
        };
        QueryRequest: {
            /** @description ms since the epoch */
            from: string;
            to: string;
            queries: ({
                refId: string;
                datasource: {
                    uid?: string;
                    type?: string;
                };
                query?: string;
                rawQuery?: boolean;
                resultFormat?: string;
                intervalMs?: number;
                maxDataPoints?: number;
            } & {
                [key: string]: unknown;
            })[];
        };
        Frame: {
            schema?: {
                fields?: {
                    name?: string;
                }[];
            };
            data?: {
                values?: unknown[][];
            };
        };
        QueryAnswer: {
            results?: {
                [key: string]: {
                    status?: number;
                    error?: string;
                    frames?: components["schemas"]["Frame"][];
                };
            };
        };
    };
    responses: {
        /** @description What Grafana says is wrong */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Problem"];
            };
        };
        /** @description The folder */
        Folder: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Folder"];
            };
        };
        /** @description The rule group */
        RuleGroup: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RuleGroup"];
            };
        };
        /** @description It was done */
        Done: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    message?: string;
                    status?: string;
                    uid?: string;
                };
            };
        };
        /** @description One result per letter, each with frames or an error */
        QueryAnswer: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["QueryAnswer"];
            };
        };
    };
    parameters: {
        uid: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is up */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Folder"];
            default: components["responses"]["Problem"];
        };
    };
    renameFolder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string;
                    overwrite: boolean;
                };
            };
        };
        responses: {
            200: components["responses"]["Folder"];
            default: components["responses"]["Problem"];
        };
    };
    createFolder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Folder"];
            };
        };
        responses: {
            200: components["responses"]["Folder"];
            default: components["responses"]["Problem"];
        };
    };
    getDataSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data source; secrets are never returned */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataSource"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeDataSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DataSource"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    createDataSource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DataSource"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: components["parameters"]["uid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dashboard and where it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredDashboard"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    saveDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveDashboard"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            default: components["responses"]["Problem"];
        };
    };
    getRuleGroup: {
        parameters: {
            query?: never;
            header?: {
                "X-Disable-Provenance"?: string;
            };
            path: {
                folderUid: string;
                group: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["RuleGroup"];
            default: components["responses"]["Problem"];
        };
    };
    putRuleGroup: {
        parameters: {
            query?: never;
            header?: {
                "X-Disable-Provenance"?: string;
            };
            path: {
                folderUid: string;
                group: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleGroup"];
            };
        };
        responses: {
            200: components["responses"]["RuleGroup"];
            default: components["responses"]["Problem"];
        };
    };
    query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryRequest"];
            };
        };
        responses: {
            200: components["responses"]["QueryAnswer"];
            207: components["responses"]["QueryAnswer"];
            400: components["responses"]["QueryAnswer"];
            default: components["responses"]["Problem"];
        };
    };
}

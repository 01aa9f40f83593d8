"""The parts of the settings about how configuration is used, moved on, and brought back."""

LOAD_SCHEMA: dict[str, object] = {
    "description": "How applications get this configuration: `confledger.load()`, "
    "`confledger explain` and `confledger render`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "folder": {
            "description": "Folder with the configuration, where none is named.",
            "type": "string",
            "minLength": 1,
            "default": "config",
        },
        "prefix": {
            "description": "What the names of environment variables start with that override "
            "keys: with `APP_`, `APP_DB__POOL` is `db.pool`. Without one, none does.",
            "type": "string",
            "default": "",
        },
        "environment-variable": {
            "description": "Environment variable that names the environment, where none is given.",
            "type": "string",
            "default": "",
        },
        "host-variable": {
            "description": "Environment variable that names hosts and roles, with commas between "
            "them, where none is given.",
            "type": "string",
            "default": "",
        },
        "hosts": {
            "description": "Whether the file of a host counts only where the host is named "
            "(`named`), or on the machine of that name as well (`machine`).",
            "type": "string",
            "enum": ["named", "machine"],
            "default": "named",
        },
        "local": {
            "description": "Files, from the root, that hold for one machine and that git does not "
            "track: laid over all other files, but never in continuous integration. Without any, "
            "`local.yaml` in the folder.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
        },
        "schema": {
            "description": "Path from the root of the JSON Schema of the whole. Without one, that "
            "of the base: by `schemas`, or by what the file says itself.",
            "type": "string",
            "default": "",
        },
        "declared": {
            "description": "Key of the configuration with the list of its environment variables, "
            "each with `name`, and maybe `kind`, `required`, `default`, `overrides` and `secret`.",
            "type": "string",
            "default": "",
        },
        "access": {
            "description": "Whether programs note which keys they read, for `confledger report "
            "access`: how often and when, never a value.",
            "type": "object",
            "default": {},
            "additionalProperties": False,
            "properties": {
                "enabled": {
                    "description": "Whether reads are counted.",
                    "type": "boolean",
                    "default": True,
                },
                "every": {
                    "description": "Seconds after which a program writes what it has read; with "
                    "0, it does so once, when it ends.",
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 86400,
                    "default": 0,
                },
                "folder": {
                    "description": "Folder, from the root, with what was read; else it is kept in "
                    "the state folder of the user, on each machine.",
                    "type": "string",
                    "default": "",
                },
            },
        },
        "unknown-variables": {
            "description": "What becomes of a variable with the prefix that stands for no key.",
            "type": "string",
            "enum": ["error", "warning", "ignore"],
            "default": "warning",
        },
        "overlays": {
            "description": "What is laid over all the rest, from a vault or another API. Where "
            "secrets are made up, none of them is asked.",
            "type": "array",
            "default": [],
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind"],
                "properties": {
                    "kind": {
                        "description": "A HashiCorp Vault with secrets of KV version 2, or an "
                        "address that answers with a map in JSON.",
                        "type": "string",
                        "enum": ["vault", "http"],
                    },
                    "address": {
                        "description": "Its address; it is asked only where the environment "
                        "names the same: in VAULT_ADDR, or CONFLEDGER_OVERLAY_ADDRESS.",
                        "type": "string",
                        "minLength": 1,
                    },
                    "mount": {
                        "description": "Where the secrets of the vault are mounted.",
                        "type": "string",
                        "minLength": 1,
                        "default": "secret",
                    },
                    "path": {
                        "description": "Path of the secret in the mount.",
                        "type": "string",
                        "minLength": 1,
                    },
                    "at": {
                        "description": "Key that the values are put at; without it, the top.",
                        "type": "string",
                    },
                    "environments": {
                        "description": "Environments that it is for; without them, all.",
                        "type": "array",
                        "items": {"type": "string", "minLength": 1},
                    },
                },
            },
        },
    },
}
MIGRATIONS_SCHEMA: dict[str, object] = {
    "description": "How files get from one version of their schema to the next: "
    "`confledger migrate`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "folder": {
            "description": "Folder, from the root, with the migrations.",
            "type": "string",
            "minLength": 1,
            "default": "migrations",
        },
        "files": {
            "description": "Globs of the files that share one `schema_version`. Without any, all "
            "of the folder with the configuration.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
        },
    },
}
ROLLBACK_SCHEMA: dict[str, object] = {
    "description": "What a rollback may do here: `confledger rollback`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "protected": {
            "description": "Globs of branches that only merge requests change; a rollback there "
            "has to be made with `--branch`.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
        },
        "remote": {
            "description": "Name of the remote that `--push` pushes to. Without one, that of the "
            "branch, or the only one.",
            "type": "string",
            "default": "",
        },
        "require-reason": {
            "description": "Whether a rollback needs `--reason`.",
            "type": "boolean",
            "default": False,
        },
    },
}
BACKUP_SCHEMA: dict[str, object] = {
    "description": "Where backups go, who can open them, and which stay: `confledger backup`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "destinations": {
            "description": "Places: a folder, from the root; `git:` with a remote or its address; "
            "`command:` with a name that the git configuration gives commands to.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1},
        },
        "recipients": {
            "description": "The age recipients that can open a backup.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1},
        },
        "keep": {
            "description": "Of how many days, weeks and months the newest stays: `7d 4w 12m`; "
            "there are `h`, `d`, `w`, `m`, `y` and `last 3`.",
            "type": "string",
            "minLength": 2,
            "default": "7d 4w 12m",
        },
        "verify-days": {
            "description": "Days after which a restore that proved a backup is too long ago.",
            "type": "integer",
            "minimum": 1,
            "maximum": 36500,
            "default": 30,
        },
    },
}

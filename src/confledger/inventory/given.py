"""Variables that the system, a shell, a tool or a CI gives: nobody has to declare them."""

_NAMES = frozenset(
    (
        *("HOME", "PATH", "USER", "USERNAME", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE"),
        *("TMPDIR", "TEMP", "TMP", "PWD", "OLDPWD", "TZ", "EDITOR", "VISUAL", "PAGER", "MANPATH"),
        *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS"),
        *("LINES", "DISPLAY", "WAYLAND_DISPLAY", "HOSTNAME", "HOST", "SSH_AUTH_SOCK", "MAIL"),
        *("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "SHLVL", "UID", "EUID", "PS1", "BROWSER"),
        *("CI", "BUILD_ID", "BUILD_NUMBER", "JOB_NAME", "JOB_BASE_NAME", "WORKSPACE", "NODE_NAME"),
        *(
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "DEBUG",
            "VERBOSE",
            "SYSTEMROOT",
            "APPDATA",
            "PROGRAMDATA",
        ),
        *("LOCALAPPDATA", "USERPROFILE", "COMSPEC", "OS", "KUBERNETES_SERVICE_HOST", "INIT_CWD"),
        *("KUBERNETES_SERVICE_PORT", "KUBECONFIG", "NODE_ENV", "NODE_OPTIONS", "GOPATH", "GOROOT"),
        *("GOFLAGS", "GOOS", "GOARCH", "CGO_ENABLED", "SOURCE_DATE_EPOCH", "HTTP_PROXY"),
        *("HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "LD_LIBRARY_PATH", "LD_PRELOAD", "NOTIFY_SOCKET"),
        *("INVOCATION_ID", "JOURNAL_STREAM", "CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"),
        *("RUNTIME_DIRECTORY", "CACHE_DIRECTORY", "CONFIGURATION_DIRECTORY", "LOGS_DIRECTORY"),
        *("WATCHDOG_USEC", "LISTEN_FDS", "LISTEN_PID", "DBUS_SESSION_BUS_ADDRESS", "MAINPID"),
        *("PYTEST_CURRENT_TEST", "PREFIX", "DESTDIR", "BUILD_TAG", "BUILD_URL", "CHANGE_ID"),
        *("out", "src", "NIX_PATH", "IN_NIX_SHELL", "DIRENV_DIR"),
    )
)
_STARTS = (
    *("GITHUB_", "GITLAB_", "CI_", "RUNNER_", "ACTIONS_", "GITEA_", "FORGEJO_", "BUILDKITE_"),
    *("XDG_", "LC_", "PYTHON", "GIT_", "SUDO_", "NIX_", "npm_", "NPM_CONFIG_", "BASH_", "PIP_"),
    *("COMP_", "TRAVIS", "CIRCLE", "JENKINS_", "TEAMCITY_", "BITBUCKET_", "GERRIT_", "COVERAGE_"),
    *("SOPS_", "AWS_", "GOOGLE_", "AZURE_", "DOCKER_", "DEBIAN_", "PYTEST_", "PRE_COMMIT"),
)


def is_given(name: str) -> bool:
    """Whether something else than the configuration of a repository sets a variable."""
    return name in _NAMES or name.startswith(_STARTS)

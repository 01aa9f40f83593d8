"""Tokens of where code, packages and images are kept and built."""

ROWS = (
    (
        *("github-token", "a token of GitHub", "gh[pousr]_[A-Za-z0-9]{36}"),
        *(r"\b(gh[pousr]_[A-Za-z0-9]{36})\b", "github"),
    ),
    (
        *("github-fine-grained-token", "a token of GitHub", "github_pat_"),
        *(r"\b(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b", "mixed"),
    ),
    (
        *("gitlab-token", "a token of GitLab", r"gl(?:pat|dt|ft|imt|agent|ptt|soat|oas|ffct|cbt)-"),
        r"\b(gl(?:pat|dt|ft|imt|agent|ptt|soat|oas|ffct|cbt)-[A-Za-z0-9_-]{20,300}"
        r"(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?)",
        "mixed",
    ),
    (
        *("gitlab-runner-token", "a runner token of GitLab", r"glrt(?:r)?-|GR1348941"),
        r"\b(glrtr?-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?"
        r"|GR1348941[A-Za-z0-9_-]{20,40})",
        "mixed",
    ),
    (
        *("bitbucket-password", "an app password of Bitbucket", "ATBB[A-Za-z0-9]{32}|ATCTT3xFfG"),
        *(r"\b(ATBB[A-Za-z0-9]{24}[A-F0-9]{8}|ATCTT3xFfG[A-Za-z0-9_=-]{150,250})", "mixed"),
    ),
    (
        *("atlassian-token", "a token of Atlassian", "ATATT3xFfGF0"),
        *(r"\b(ATATT3xFfGF0[A-Za-z0-9_=-]{100,300})", "mixed"),
    ),
    (
        *("npm-token", "a token of npm", "npm_[A-Za-z0-9]{36}"),
        *(r"\b(npm_[A-Za-z0-9]{36})\b", "mixed"),
    ),
    (
        *("pypi-token", "a token of PyPI", "pypi-AgE"),
        *(r"\b(pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000})", "mixed"),
    ),
    (
        *("rubygems-key", "a key of RubyGems", "rubygems_"),
        *(r"\b(rubygems_[a-f0-9]{48})\b", "varied"),
    ),
    (
        *("nuget-key", "a key of NuGet", "oy2[a-z2-7]{43}"),
        *(r"\b(oy2[a-z2-7]{43})\b", "varied"),
    ),
    (
        *("crates-token", "a token of crates.io", r"\bcio[A-Za-z0-9]{32}"),
        *(r"\b(cio[A-Za-z0-9]{32})\b", "mixed"),
    ),
    (
        *("clojars-token", "a token of Clojars", "CLOJARS_"),
        *(r"\b(CLOJARS_[a-z0-9]{60})\b", "varied"),
    ),
    (
        *("docker-token", "a token of Docker Hub", "dckr_(?:pat|oat)_"),
        *(r"\b(dckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32}))", "mixed"),
    ),
    (
        *("artifactory-token", "a token of Artifactory", "AKCp|cmVmdGtuO"),
        *(r"\b(AKCp[A-Za-z0-9]{69}|cmVmdGtuO[A-Za-z0-9]{50,70})\b", "mixed"),
    ),
    (
        *("sonar-token", "a token of SonarQube", r"\bsq[apu]_[a-f0-9]{40}"),
        *(r"\b(sq[apu]_[a-f0-9]{40})\b", "varied"),
    ),
    (
        *("circleci-token", "a token of CircleCI", "CCIP(?:AT|RJ)_"),
        *(r"\b(CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40})\b", "mixed"),
    ),
    (
        *("buildkite-token", "a token of Buildkite", "bk[a-z]{2}_[a-f0-9]{40}"),
        *(r"\b(bk[a-z]{2}_[a-f0-9]{40})\b", "varied"),
    ),
    (
        *("postman-key", "a key of Postman", "PMAK-"),
        *(r"\b(PMAK-[a-f0-9]{24}-[a-f0-9]{34})\b", "varied"),
    ),
    (
        *("sourcegraph-token", "a token of Sourcegraph", "sgp_"),
        *(r"\b(sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40})\b", "varied"),
    ),
    (
        *("figma-token", "a token of Figma", "figd_"),
        *(r"\b(figd_[A-Za-z0-9_-]{40})", "mixed"),
    ),
    (
        *("readme-key", "a key of ReadMe", "rdme_"),
        *(r"\b(rdme_[a-z0-9]{70})\b", "varied"),
    ),
    (
        *("scalingo-token", "a token of Scalingo", "tk-us-"),
        *(r"\b(tk-us-[A-Za-z0-9_-]{48})", "mixed"),
    ),
    (
        *("prefect-key", "a key of Prefect", "pn[ub]_[A-Za-z0-9]{36}"),
        *(r"\b(pn[ub]_[A-Za-z0-9]{36})\b", "mixed"),
    ),
)

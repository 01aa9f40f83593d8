"""What somebody saw who looked at each finding in the repositories of the corpus.

A finding is named by its check, its path and its pointer; never by its value.
"""

# Repository, check, path, pointer: whether it is a secret, and what it is.
JUDGED: dict[tuple[str, str, str, str], tuple[bool, str]] = {
    (
        *("ghaf-infra", "plain-secret"),
        *("tf-modules/azurerm-linux-vm/virtual_machine.tf", ""),
    ): (True, "the password of the administrator of a virtual machine"),
    (
        *("k8s-gitops", "plain-secret"),
        *("default/teslamate/teslamate.yaml", "/spec/values/mqtt/password"),
    ): (True, "the password of a message broker, a weak one"),
    (
        *("k8s-gitops", "provider-token"),
        *("deployments/unifi-exteranldb.yaml", "/spec/values/mongodb/dbUri"),
    ): (True, "the password of a database, the default of the product"),
    (
        *("k8s-gitops", "plain-secret"),
        *("deployments/unifi-exteranldb.yaml", "/spec/values/mongodbPassword"),
    ): (True, "the same password, where it is set"),
    (
        *("k8s-gitops", "plain-secret"),
        "default/minecraft/minecraft-creative.yaml",
        "/spec/values/rcon/password",
    ): (True, "the password of a remote console, a weak one"),
    (
        *("k8s-gitops", "provider-token"),
        "monitoring/prometheus-operator.yaml",
        "/spec/values/prometheus/prometheusSpec/additionalScrapeConfigs/2/bearer_token",
    ): (True, "a long-lived access token of a home automation"),
    (
        *("k8s-gitops", "plain-secret"),
        *("releases/redis-auth.yaml", "/data/values.yaml"),
    ): (True, "the password of a Redis, a weak one, in base64"),
    (
        *("k8s-gitops", "provider-token"),
        *("setup/cluster/kube_config_cluster.yml", "/users/0/user/client-key-data"),
    ): (True, "the client key of the administrator of a cluster"),
    (
        *("k8s-gitops", "plain-secret"),
        *("setup/kubeconfig", ""),
    ): (True, "the password of the administrator of a cluster"),
}

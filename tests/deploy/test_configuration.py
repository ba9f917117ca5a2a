"""docs/deploy says the same thing in every file, and the same as the app's own settings."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from streamlit import config
from streamlit.web.server.starlette.starlette_routes import ROUTE_HEALTH, ROUTE_HOST_CONFIG

from tests.deploy.replicas import DEPLOY, ROOT, image, lay_out, replicas_conf

BROWSER_PING = 15  # seconds until Streamlit's browser side gives up a ping (ConnectionManager, 1.67)
FORM = 1  # MB that Streamlit allows for the form around an uploaded file (starlette_routes, 1.67)
STREAM = "_stcore/stream"
LOCATION = re.compile(r"location (?:(~) )?(\S+) \{(.*?)\n        \}", re.S)


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def seconds(text, directive):
    (value,) = re.findall(rf"^\s*{directive} (\d+)s;", text, re.M)
    return int(value)


def settings():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]


def locations():
    """The body of each location by the pattern that leads to it; a regular expression wins over a prefix."""
    return {pattern: body for _, pattern, body in LOCATION.findall(read("nginx.conf"))}


def location_of(path):
    found = [pattern for sign, pattern, _ in LOCATION.findall(read("nginx.conf")) if sign and re.search(pattern, path)]
    return locations()[found[0] if found else "/"]


def everywhere():
    """The settings of the server block, outside of any location."""
    return LOCATION.sub("", read("nginx.conf"))


def compose():
    return yaml.safe_load(read("compose.yaml"))["services"]


def manifests(kind):
    return {one["metadata"]["name"]: one for one in yaml.safe_load_all(read("kubernetes.yaml")) if one["kind"] == kind}


def instructions(word):
    joined = read("Dockerfile").replace("\\\n", " ")
    return [line.removeprefix(word).strip() for line in joined.splitlines() if line.startswith(f"{word} ")]


def test_the_proxy_lets_through_what_streamlit_takes_in():
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", everywhere())
    assert int(limit) == settings()["maxUploadSize"] + FORM


def test_a_quiet_visit_outlives_two_pings():
    ping = settings().get("websocketPingInterval") or 30  # uvicorn's and Streamlit's default
    assert config.get_option("server.websocketPingInterval") in (None, ping)
    for directive in ("proxy_read_timeout", "proxy_send_timeout"):
        assert seconds(location_of(f"/{STREAM}"), directive) > 2 * ping


def test_a_silent_replica_is_found_out_before_the_browser_gives_up():
    silent = seconds(location_of(f"/{ROUTE_HEALTH}"), "proxy_read_timeout")
    answer, retry = (seconds(everywhere(), name) for name in ("proxy_read_timeout", "proxy_next_upstream_timeout"))
    assert 2 * silent < answer < retry < BROWSER_PING


@pytest.mark.parametrize("base", ["", "/layerwise", "/a/b"])
@pytest.mark.parametrize("route", [ROUTE_HEALTH, ROUTE_HOST_CONFIG, STREAM])
def test_streamlits_own_paths_have_their_place_under_any_base_path(route, base):
    assert location_of(f"{base}/{route}") != locations()["/"]
    assert location_of(f"{base}/{route}/more") == locations()["/"]


def test_every_request_of_a_visit_goes_to_its_replica():
    assert len(locations()) == 3
    for body in locations().values():
        assert "proxy_pass http://$replica;" in body
    assert [pattern for pattern, body in locations().items() if "Set-Cookie" in body] == [f"/{STREAM}$"]


def test_compose_and_its_proxy_name_the_same_replicas():
    replicas = {name: service for name, service in compose().items() if "build" in service}
    addresses = [
        f"{one['networks']['inside']['ipv4_address']}:{one['environment']['STREAMLIT_SERVER_PORT']}"
        for one in replicas.values()
    ]
    assert len(addresses) >= 2
    assert read("replicas.conf") == replicas_conf(addresses)
    assert compose()["proxy"]["depends_on"] == {name: {"condition": "service_healthy"} for name in replicas}


def test_kubernetes_and_its_proxy_name_the_same_replicas():
    (app,) = manifests("StatefulSet").values()
    pods = [f"{app['metadata']['name']}-{number}" for number in range(app["spec"]["replicas"])]
    services = manifests("Service")
    for pod in pods:
        assert services[pod]["spec"]["selector"] == {"statefulset.kubernetes.io/pod-name": pod}
    addresses = [f"{pod}:{services[pod]['spec']['ports'][0]['port']}" for pod in pods]
    assert read("kubernetes-replicas.conf") == replicas_conf(addresses)
    assert app["spec"]["serviceName"] in services


def test_compose_and_kubernetes_start_nginx_as_the_benchmark_does(tmp_path):
    tried = [part.replace(f"{tmp_path}/", "/etc/layerwise/") for part in lay_out(tmp_path, 8080, ["127.0.0.1:8501"])]
    tried = ["nginx", *(part.replace(str(tmp_path), "/tmp") for part in tried[1:])]
    assert compose()["proxy"]["entrypoint"] == tried
    (container,) = manifests("Deployment")["layerwise-proxy"]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == tried
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/etc/layerwise", "/tmp"}


def test_compose_and_kubernetes_give_nginx_the_very_files_that_were_tried(tmp_path):
    lay_out(tmp_path, 8080, ["127.0.0.1:8501"])
    names = {path.name for path in tmp_path.iterdir()}
    assert set(compose()["proxy"]["volumes"]) == {f"./{name}:/etc/layerwise/{name}:ro" for name in names}
    (generated,) = yaml.safe_load(read("kustomization.yaml"))["configMapGenerator"]
    assert {entry.partition("=")[0] for entry in generated["files"]} == names
    assert (tmp_path / "nginx.conf").read_text() == read("nginx.conf")


def test_all_doors_lead_to_where_nginx_listens():
    (port,) = re.findall(r"^listen (\d+);", read("listen.conf"), re.M)
    assert [published.rpartition(":")[2] for published in compose()["proxy"]["ports"]] == [port]
    (container,) = manifests("Deployment")["layerwise-proxy"]["spec"]["template"]["spec"]["containers"]
    assert [str(one["containerPort"]) for one in container["ports"]] == [port]


def test_the_image_takes_the_versions_of_requirements_txt_and_no_others():
    assert [run for run in instructions("RUN") if "pip" in run] == ["pip install --no-cache-dir -r requirements.txt"]
    assert instructions("COPY")[0] == "requirements.txt ."
    (base,) = instructions("FROM")
    assert re.fullmatch(r"python:3\.(\d+)-slim", base)
    assert int(base.split(".")[1].split("-")[0]) >= 11


def test_the_image_holds_the_app_and_nothing_else():
    copied = {line.split()[0] for line in instructions("COPY")}
    assert copied == {"requirements.txt", ".streamlit", "explorer", "pages"}
    assert all((ROOT / name).exists() for name in copied)
    ignored = read("Dockerfile.dockerignore").splitlines()
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == copied
    assert "*" in ignored


def test_the_image_runs_with_one_blas_thread_and_not_as_root():
    environment, command = image()
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
    assert command == ["streamlit", "run", "explorer/app.py"]
    assert instructions("USER") == ["1000"]
    (app,) = manifests("StatefulSet").values()
    assert app["spec"]["template"]["spec"]["securityContext"]["runAsUser"] == 1000


def test_streamlit_knows_every_option_that_the_image_sets():
    options = config.get_config_options()
    known = {f"STREAMLIT_{re.sub('(?=[A-Z])', '_', key).replace('.', '_').upper()}" for key in options}
    assert {name for name in image()[0] if name.startswith("STREAMLIT_")} <= known


def test_everybody_asks_streamlits_own_health_page():
    assert ROUTE_HEALTH in instructions("HEALTHCHECK")[0]
    probes = re.findall(r"path: (\S+), port: http", read("kubernetes.yaml"))
    assert set(probes) == {f"/{ROUTE_HEALTH}"}


@pytest.mark.parametrize("addresses", [[], ["a:8501", "b:8501"], ["a"], ["a:8501", "b:http"]])
def test_replicas_that_cannot_be_told_apart_are_refused(addresses):
    with pytest.raises(ValueError, match="every port once"):
        replicas_conf(addresses)


def test_the_script_prints_what_stands_in_the_file():
    call = re.search(r"Written by: python (.*)", read("replicas.conf"))[1].split()
    done = subprocess.run([sys.executable, *call], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == read("replicas.conf")

# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # of those who source this
# Three nodes of RabbitMQ or NATS in network namespaces of their own, and a house beside them: for the scripts that source this, as
# root. They say what $kind is, rabbitmq or nats.
PATH=$PATH:/usr/sbin:/sbin

names=hearth-$$
net=10.24.0
work=$(mktemp -d)
# What is to end with the script.
readers=()
hearth=${HEARTH:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/device-runtime/target/hearth/bin/hearth}

die() {
  echo "$*" >&2
  exit 1
}

# ---- namespaces: three nodes, the house, and a switch between them

in_node() {
  local n=$1
  shift
  ip netns exec "$names-r$n" "$@"
}

in_house() {
  ip netns exec "$names-h" "$@"
}

end_processes_of() {
  ip netns pids "$1" 2>/dev/null | xargs -r kill -9 2>/dev/null || true
}

# Where it failed, what all of them said stays for who wants to know why.
down() {
  local ended=$? n
  exec 3>&2 2>/dev/null # bash tells of each that is killed
  kill "${readers[@]}" 2>/dev/null || true
  for n in h r1 r2 r3 sw; do
    end_processes_of "$names-$n"
    ip netns del "$names-$n" 2>/dev/null || true
  done
  if [ "$ended" != 0 ]; then
    rm -rf "$work"/[123]/mnesia "$work"/js[123] "$work"/store*
    echo "What they said is in $work" >&3
    return
  fi
  # Given up by those who wrote there, each in its time.
  for n in 1 2 3; do
    rm -rf "$work" 2>/dev/null && return
    sleep 1
  done
}

up() {
  local n address=10
  ip netns add "$names-sw" || die "No network namespace can be made here."
  ip -n "$names-sw" link add br0 type bridge
  ip -n "$names-sw" link set br0 up
  for n in r1 r2 r3 h; do
    address=$((address + 1))
    ip netns add "$names-$n"
    ip -n "$names-$n" link set lo up
    ip -n "$names-$n" link add eth0 type veth peer name "v$n" netns "$names-sw"
    ip -n "$names-$n" addr add "$net.$address/24" dev eth0
    ip -n "$names-$n" link set eth0 up
    ip -n "$names-sw" link set "v$n" master br0
    ip -n "$names-sw" link set "v$n" up
  done
}

# ---- nodes

configure_rabbitmq() {
  mkdir -p "$work/home"
  printf 'COOKIE%s' $$ > "$work/home/.erlang.cookie"
  chmod 400 "$work/home/.erlang.cookie"
  echo '[rabbitmq_mqtt].' > "$work/plugins"
  {
    echo 'cluster_formation.peer_discovery_backend = classic_config'
    for n in 1 2 3; do
      echo "cluster_formation.classic_config.nodes.$n = rabbit@$net.1$n"
    done
    cat <<'CONF'
cluster_formation.randomized_startup_delay_range.min = 0
cluster_formation.randomized_startup_delay_range.max = 1
cluster_partition_handling = pause_minority
net_ticktime = 10
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
loopback_users = none
mqtt.listeners.tcp.default = 1883
mqtt.allow_anonymous = true
mqtt.default_user = guest
mqtt.default_pass = guest
mqtt.durable_queue_type = quorum
CONF
  } > "$work/rabbitmq.conf"
}

# The program itself: Debian's wrapper asks for the user rabbitmq. One scheduler, which does not spin: the machine has others.
start_rabbitmq() {
  local node=$work/$1
  mkdir -p "$node/mnesia" "$node/log"
  (
    cd "$node" || exit
    in_node "$1" env HOME="$work/home" LC_ALL=C.UTF-8 RABBITMQ_USE_LONGNAME=true \
      RABBITMQ_NODENAME="rabbit@$net.1$1" ERL_EPMD_ADDRESS="$net.1$1" \
      RABBITMQ_MNESIA_BASE="$node/mnesia" RABBITMQ_LOG_BASE="$node/log" RABBITMQ_PID_FILE="$node/pid" \
      RABBITMQ_CONFIG_FILE="$work/rabbitmq" RABBITMQ_ENABLED_PLUGINS_FILE="$work/plugins" RABBITMQ_CONF_ENV_FILE=/dev/null \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none" \
      setsid /usr/lib/rabbitmq/bin/rabbitmq-server > "$node/out" 2>&1 &
  )
}

configure_nats() {
  local n
  for n in 1 2 3; do
    cat > "$work/nats-$n.conf" <<CONF
server_name: n$n
listen: $net.1$n:4222
jetstream { store_dir: $work/js$n, max_mem: 64M, max_file: 1G }
cluster { name: house, listen: $net.1$n:6222, routes: [nats://$net.11:6222, nats://$net.12:6222, nats://$net.13:6222] }
mqtt { listen: $net.1$n:1883 }
CONF
  done
}

start_nats() {
  in_node "$1" env GOMAXPROCS=1 setsid nats-server -c "$work/nats-$1.conf" > "$work/nats-$1.out" 2>&1 &
}

start_node() {
  "start_$kind" "$1"
}

# An acknowledged message says that a node and its queues are there.
await_node() {
  local tries
  for tries in $(seq 120); do
    if in_house timeout 5 mosquitto_pub -h "$net.1$1" -V mqttv311 -i "probe-$1-$tries" -q 1 -t probe -m x 2>/dev/null; then
      return
    fi
    sleep 0.5
  done
  die "Node $1 of $kind did not answer; see $(tail -3 "$work/$1/out" "$work/nats-$1.out" 2>/dev/null)"
}

start_cluster() {
  local n
  [ "$(id -u)" = 0 ] || die "Only root may make network namespaces."
  up
  "configure_$kind"
  # Nodes of RabbitMQ that all began at once were seen to answer nobody for minutes; one of NATS answers nobody alone.
  for n in 1 2 3; do
    start_node "$n"
    [ "$kind" = nats ] || await_node "$n"
  done
  for n in 1 2 3; do await_node "$n"; done
  echo "three nodes of $kind after $SECONDS s"
}

kill_node() {
  end_processes_of "$names-r$1"
}

trap down EXIT
trap 'exit 143' TERM

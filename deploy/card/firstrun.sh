#!/bin/bash
# The first boot of a Raspberry Pi OS without cloud-init (Bookworm). It runs once, as root, before anything else does, and
# the Pi boots again after it. A step that fails is told and does not stop the rest.
#
# What its owner said stands in firstrun.values beside it, which deploy/flash writes: NAME and the value in base64, a line
# each. So a value is never code, whatever it holds.
# shellcheck disable=SC2317 # each step is called by its name
set +e
boot=/boot/firmware
host='' user='' hash='' key='' zone='' wifi='' wifi_password='' country=''

read_values() {
  local name value
  while read -r name value; do
    # The dot keeps line breaks at the end, which $(...) would drop.
    value=$(printf %s "$value" | base64 -d; echo .)
    case $name in
    host | user | hash | key | zone | wifi | wifi_password | country) printf -v "$name" %s "${value%.}" ;;
    esac
  done < "$boot/firstrun.values"
}

# Bytes as NetworkManager takes them for a name, so that it never looks like something else: "65;66;".
bytes() { printf %s "$1" | od -An -v -tu1 | tr -s ' \n' ';;' | sed 's/^;//'; }

# A text as key files write it: GLib's g_key_file_set_string().
key_file() {
  local text=$1 out='' char i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
    \\) out+=\\\\ ;;
    $'\n') out+='\n' ;;
    $'\r') out+='\r' ;;
    $'\t') out+='\t' ;;
    ' ') out+='\s' ;;
    *) out+=$char ;;
    esac
  done
  printf %s "$out"
}

step() { "$@" || echo "hearth: at the first boot this failed: $1" >&2; }

name_host() {
  echo "$host" > /etc/hostname
  sed -i '/^127\.0\.1\.1/d' /etc/hosts
  printf '127.0.1.1\t%s\n' "$host" >> /etc/hosts
}

make_user() {
  local first home
  first=$(getent passwd 1000 | cut -d: -f1)
  if [ -n "$first" ] && [ "$first" != "$user" ]; then
    # Raspberry Pi OS brings a user without a password, to be named by its owner.
    usermod --login "$user" --home "/home/$user" --move-home "$first" && groupmod --new-name "$user" "$first"
  elif [ -z "$first" ]; then
    useradd --create-home --shell /bin/bash --uid 1000 "$user"
  fi
  home=$(getent passwd "$user" | cut -d: -f6)
  if [ -n "$hash" ]; then printf '%s:%s\n' "$user" "$hash" | chpasswd --encrypted; fi
  for group in adm dialout sudo audio video plugdev users input render netdev gpio i2c spi; do
    getent group "$group" > /dev/null && usermod --append --groups "$group" "$user"
  done
  if [ -n "$key" ]; then
    install -d -m 700 -o "$user" -g "$user" "$home/.ssh"
    printf '%s\n' "$key" > "$home/.ssh/authorized_keys"
    chown "$user:$user" "$home/.ssh/authorized_keys"
    chmod 600 "$home/.ssh/authorized_keys"
    mkdir -p /etc/ssh/sshd_config.d
    [ -n "$hash" ] || echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/10-hearth.conf
  fi
  # Without a password sudo could ask for none.
  if [ -d /etc/sudoers.d ]; then
    echo "$user ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/010_hearth
    chmod 440 /etc/sudoers.d/010_hearth
  fi
  # The screen's assistant, which would ask for a user.
  systemctl disable userconfig 2> /dev/null
  return 0
}

set_zone() {
  [ -n "$zone" ] || return 0
  echo "$zone" > /etc/timezone
  ln -sf "/usr/share/zoneinfo/$zone" /etc/localtime
}

join_wifi() {
  [ -n "$wifi" ] || return 0
  local to=/etc/NetworkManager/system-connections/hearth.nmconnection
  mkdir -p /etc/NetworkManager/system-connections
  ( umask 077; printf '%s\n' '[connection]' 'id=hearth' 'type=wifi' '[wifi]' 'mode=infrastructure' "ssid=$(bytes "$wifi")" \
      '[wifi-security]' 'key-mgmt=wpa-psk' "psk=$(key_file "$wifi_password")" '[ipv4]' 'method=auto' '[ipv6]' 'method=auto' > "$to" )
  if command -v raspi-config > /dev/null; then raspi-config nonint do_wifi_country "$country"; fi
  rm -f /var/lib/systemd/rfkill/*:wlan
}

# Not now: the package's service wants a system that is up.
install_later() {
  printf '%s\n' '[Unit]' 'Description=Install Hearth' "ConditionPathExists=$boot/hearth/setup" '[Service]' \
    'Type=oneshot' "ExecStart=/bin/sh $boot/hearth/setup --first-boot" 'TimeoutStartSec=15min' '[Install]' \
    'WantedBy=multi-user.target' > /etc/systemd/system/hearth-setup.service
  systemctl enable hearth-setup.service
}

step read_values
step name_host
step make_user
step set_zone
step join_wifi
step systemctl enable ssh
step install_later
# Once only; and the words above are nobody else's business.
sed -i 's| systemd\.[^ ]*||g' $boot/cmdline.txt
rm -f $boot/firstrun.sh $boot/firstrun.values
exit 0

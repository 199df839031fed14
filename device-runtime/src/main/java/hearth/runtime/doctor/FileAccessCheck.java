package hearth.runtime.doctor;

import hearth.io.file.Account;
import hearth.io.file.ServiceAccess;
import hearth.io.file.ServiceAccess.Sight;
import hearth.io.file.ServiceAccess.View;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the service can use the files that its configuration names: looked at with the eyes of
 * its account and of its sandbox, whoever runs this.
 */
public final class FileAccessCheck {
  /** Where the package's configuration lies; one elsewhere is not the service's. */
  private static final Path INSTALLED = Path.of("/etc/hearth");

  /** What 20-sandbox.conf lets it write: StateDirectory, RuntimeDirectory. */
  private static final List<Path> WRITABLE =
      List.of(Path.of("/var/lib/hearth"), Path.of("/run/hearth"));

  /** What ProtectHome and PrivateTmp hide. */
  private static final List<Path> HIDDEN =
      List.of(
          Path.of("/home"),
          Path.of("/root"),
          Path.of("/run/user"),
          Path.of("/tmp"),
          Path.of("/var/tmp"));

  private static final int FIRST_FREE_PORT = 1024;

  private final ServiceAccess eyes;
  private final String account;
  private final boolean isService;
  private final boolean isSandboxed;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * A look as an account.
   *
   * @param isService whether that is the package's service
   * @param isSandboxed whether it is held to the package's sandbox, too
   */
  public FileAccessCheck(Account account, boolean isService, boolean isSandboxed) {
    this.eyes = new ServiceAccess(account);
    this.account = account.name();
    this.isService = isService;
    this.isSandboxed = isSandboxed;
  }

  /**
   * As the service sees a configuration; as whoever runs this where that is not the service's.
   *
   * @param file the configuration
   */
  public static FileAccessCheck of(Path file) {
    boolean isInstalled = file.toAbsolutePath().normalize().startsWith(INSTALLED);
    return Account.ofService()
        .filter(any -> isInstalled)
        .map(service -> new FileAccessCheck(service, true, !hasOwnSandbox()))
        .orElseGet(() -> new FileAccessCheck(Account.ofProcess(), false, false));
  }

  /** Whether its owner has written something about the sandbox with systemctl edit. */
  private static boolean hasOwnSandbox() {
    Path folder = Path.of("/etc/systemd/system/hearth.service.d");
    try (var files = Files.newDirectoryStream(folder, "*.conf")) {
      for (Path file : files) {
        if (Files.readString(file).matches("(?s).*(ReadWritePaths|Protect|PrivateTmp).*")) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  /**
   * Looks at all that a configuration names.
   *
   * @param filesRead the configuration itself, and the files that values are taken from
   */
  public void look(List<Path> filesRead, Configuration configuration) {
    filesRead.forEach(file -> reads("the configuration", file));
    BrokerSection broker = configuration.broker();
    if (broker != null) {
      heldTo(broker).forEach(this::isRoots);
      heldTo(broker).forEach((key, file) -> reads(key, file));
      broker.listeners().forEach(this::readsCertificates);
      broker.listeners().forEach(this::listens);
      if (broker.store() != null) {
        writes("store", broker.store().folder());
      }
      if (broker.recorder() != null) {
        writes("recorder", broker.recorder().folder());
      }
    }
    DeviceSettings device = configuration.device();
    if (device != null && device.states() != null) {
      writes("states", device.states().toAbsolutePath().getParent());
    }
    if (device != null && device.historyFolder() != null) {
      writes("history_folder", device.historyFolder());
    }
  }

  /** What the service is held to, and so must not change. */
  private static Map<String, Path> heldTo(BrokerSection broker) {
    Map<String, Path> files = new LinkedHashMap<>();
    put(files, "password_file", broker.passwordFile());
    put(files, "acl_file", broker.aclFile());
    for (ListenerSettings listener : broker.listeners()) {
      if (listener.tls() != null) {
        for (Path key : listener.tls().keys()) {
          put(files, place(listener) + "key", key);
        }
      }
    }
    return files;
  }

  private static void put(Map<String, Path> files, String key, Path file) {
    if (file != null) {
      files.put(key, file);
    }
  }

  private static String place(ListenerSettings listener) {
    return "line " + listener.where().line() + ", tls of " + listener.address() + ", ";
  }

  private void readsCertificates(ListenerSettings listener) {
    TlsSettings tls = listener.tls();
    if (tls == null) {
      return;
    }
    String place = place(listener);
    for (Path certificate : tls.certificates()) {
      reads(place + "certificate", certificate);
    }
    if (tls.revoked() != null) {
      reads(place + "client_crl", tls.revoked());
    }
    if (tls.clientAuthority() != null) {
      reads(place + "client_ca", tls.clientAuthority());
    }
  }

  /**
   * ip_unprivileged_port_start of ip(7): below it only root listens, and the service is never root.
   */
  private void listens(ListenerSettings listener) {
    int port = listener.address().port();
    if (isService && port > 0 && port < FIRST_FREE_PORT) {
      errors.add(
          "listen: "
              + listener.address()
              + ": ports below "
              + FIRST_FREE_PORT
              + " are for root only; choose another, such as 8883 for TLS");
    }
  }

  private void reads(String what, Path file) {
    View view = eyes.reading(file);
    if (isSandboxed && HIDDEN.stream().anyMatch(file.toAbsolutePath()::startsWith)) {
      errors.add(
          what
              + ": the service does not see "
              + file
              + "; keep it in a folder such as /etc/hearth");
    } else if (view.sight() == Sight.MISSING) {
      errors.add(what + ": " + view.at() + " is missing");
    } else if (view.sight() == Sight.DENIED) {
      errors.add(
          what
              + ": "
              + account
              + " may not read "
              + file
              + remedy(view.at(), Files.isDirectory(view.at()) ? "g+x" : "g+r"));
    }
  }

  private void writes(String key, Path folder) {
    Path existing = folder.toAbsolutePath();
    while (eyes.writing(existing).sight() == Sight.MISSING && existing.getParent() != null) {
      existing = existing.getParent();
    }
    View view = eyes.writing(existing);
    if (isSandboxed && WRITABLE.stream().noneMatch(folder.toAbsolutePath()::startsWith)) {
      errors.add(
          key
              + ": the service writes below /var/lib/hearth only; name a folder there instead of "
              + folder
              + ", or allow this one with ReadWritePaths= in: sudo systemctl edit hearth");
    } else if (view.sight() == Sight.DENIED) {
      errors.add(key + ": " + account + " may not write " + folder + owner(view.at()));
    }
  }

  private void isRoots(String key, Path file) {
    if (isService && eyes.isChangeable(file)) {
      warnings.add(
          key
              + ": the service itself could change "
              + file
              + ", and so could whoever takes it over; move it to /etc/hearth");
    }
  }

  private static String owner(Path at) {
    try {
      PosixFileAttributes is = Files.readAttributes(at, PosixFileAttributes.class);
      return "; "
          + at
          + " belongs to "
          + is.owner().getName()
          + ":"
          + is.group().getName()
          + " with "
          + PosixFilePermissions.toString(is.permissions());
    } catch (IOException e) {
      return "; look at " + at;
    }
  }

  private String remedy(Path at, String mode) {
    return owner(at)
        + (isService ? ". sudo chgrp hearth " + at + " && sudo chmod " + mode + " " + at : "");
  }

  /** What the start would fail of, a sentence each. */
  public List<String> errors() {
    return errors;
  }

  /** What works and should be otherwise. */
  public List<String> warnings() {
    return warnings;
  }
}

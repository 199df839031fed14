package hearth.runtime.host;

/** Which Hearth this is. */
public final class OwnVersion {
  private OwnVersion() {}

  /** The version in the manifest of the jar; classes in a folder have none. */
  public static String text() {
    String version = OwnVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}

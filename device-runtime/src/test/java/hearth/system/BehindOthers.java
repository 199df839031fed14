package hearth.system;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test, and the threads that it starts, when nobody else wants the processor. Attackers
 * would have machines of their own: what they take of this one's processor must not count as what
 * the broker lets others wait.
 */
final class BehindOthers implements InvocationInterceptor {
  private static final String NICENESS = "10";

  @Override
  public void interceptTestMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                standBehind();
                test.proceed();
              } catch (Throwable failure) {
                thrown[0] = failure;
              }
            },
            "attacker");
    thread.start();
    thread.join();
    if (thrown[0] != null) {
      throw thrown[0];
    }
  }

  /** Linux has a niceness for each thread, which those have that it starts. */
  private static void standBehind() throws IOException, InterruptedException {
    String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    new ProcessBuilder("renice", "-n", NICENESS, "-p", thread)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}

package hearth.runtime.host;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.tinylog.Logger;

/**
 * SIGHUP, by which a service is told to read its files anew. The only way to hear of a signal in
 * Java is {@code sun.misc.Signal}, which the compiler warns of and no class replaces: hence
 * reflection.
 */
public final class SighupHandler {
  private SighupHandler() {}

  /**
   * From now on runs the action at each SIGHUP, on a thread of the virtual machine.
   *
   * @param action must not block
   */
  public static void onHangup(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              SighupHandler.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      Logger.debug("SIGHUP cannot be heard with this Java runtime: {}", e.toString());
    }
  }
}

package dev.depwatch.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Handles the signal SIGHUP. Only {@code sun.misc.Signal} of the module {@code jdk.unsupported} can, and it stays (JEP
 * 260). Uses reflection, because the compiler's warning about it cannot be suppressed.
 */
final class SighupHandler {
    private SighupHandler() {}

    /**
     * From now on, the signal runs this, each time in a new thread. Does nothing on a system without the signal, such
     * as Windows.
     */
    static void handledBy(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        task.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (InvocationTargetException ignored) {
            // IllegalArgumentException: the system has no SIGHUP.
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a Java without the module jdk.unsupported", e);
        }
    }
}

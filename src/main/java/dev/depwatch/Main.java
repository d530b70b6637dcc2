package dev.depwatch;

/** The program's entry, and the only place that ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(0);
    }
}

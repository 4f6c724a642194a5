#include "bot/pages.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <system_error>

#include "bot/files.hpp"

namespace bot {
namespace {

struct Asset {
  std::string type;
  std::string bytes;
  std::string gzip;  // "" if there is no compressed copy
};

std::string type_of(const std::filesystem::path& path) {
  static const std::map<std::string, std::string> kTypes{{".js", "text/javascript; charset=utf-8"},
                                                         {".css", "text/css; charset=utf-8"},
                                                         {".svg", "image/svg+xml"},
                                                         {".png", "image/png"},
                                                         {".webp", "image/webp"},
                                                         {".woff2", "font/woff2"},
                                                         {".json", "application/json"},
                                                         {".webmanifest", "application/manifest+json"}};
  const auto found = kTypes.find(path.extension().string());
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

std::map<std::string, Asset> read_assets(const std::string& folder) {
  std::map<std::string, Asset> assets;
  std::error_code failure;
  std::filesystem::recursive_directory_iterator it(folder + "/assets", failure);
  if (failure) return assets;
  for (const std::filesystem::directory_entry& entry : it) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    base::Result<std::string> bytes = read_file(entry.path().string());
    if (!bytes) continue;
    base::Result<std::string> gzip = read_file(entry.path().string() + ".gz");
    const std::string name = "/" + std::filesystem::relative(entry.path(), folder).generic_string();
    assets[name] = {type_of(entry.path()), std::move(*bytes), gzip ? std::move(*gzip) : std::string()};
  }
  return assets;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> page_headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
           "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
          {"Referrer-Policy", "no-referrer"},
          {"Permissions-Policy", "geolocation=(self), camera=(self), microphone=()"},
          {"Cross-Origin-Opener-Policy", "same-origin"}};
}

std::vector<Route> asset_routes(const std::string& folder) {
  auto assets = std::make_shared<const std::map<std::string, Asset>>(read_assets(folder));
  Route route;
  route.method = "GET";
  route.path = "/assets/*";
  route.handler = [assets](Request request, Responder responder) {
    const auto found = assets->find(request.path);
    if (found == assets->end()) {
      responder.send(error_response(404, "not_found", "没有这个文件", request.request_id));
      return;
    }
    const Asset& asset = found->second;
    Response response{.status = 200,
                      .content_type = asset.type,
                      .headers = {{"Cache-Control", "public, max-age=31536000, immutable"}, {"Vary", "Accept-Encoding"}},
                      .body = {}};
    const bool compressed = !asset.gzip.empty() && request.header("Accept-Encoding").find("gzip") != std::string_view::npos;
    if (compressed) response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = compressed ? asset.gzip : asset.bytes;
    responder.send(std::move(response));
  };
  return {std::move(route)};
}

}  // namespace bot

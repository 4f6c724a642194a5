#include "dialogs/language/diagnostic.hpp"

#include <catch2/catch.hpp>

namespace dialogs {

TEST_CASE("a fault is shown with its line, and the caret stands below the character", "[language][diagnostic]") {
  const Diagnostic fault{"E0303", "“车辆类型”没有“货运车”这个选项", {"demo.yaml", 2, 12}, "是不是“货车”？"};
  CHECK(render(fault, "第一行\nwhen: 车辆类型 = 货运车\n") ==
        "错误[E0303] “车辆类型”没有“货运车”这个选项\n"
        "  ┌─ demo.yaml:2:12\n"
        "  2│ when: 车辆类型 = 货运车\n"
        "   │                ^\n"
        "    = 怎么改：是不是“货车”？\n");
}

TEST_CASE("a fault of a whole file and one without its text have no excerpt", "[language][diagnostic]") {
  CHECK(render({"W0804", "提醒发不出去", {"demo.yaml", 0, 0}, ""}, "a: b\n") ==
        "提醒[W0804] 提醒发不出去\n  ┌─ demo.yaml\n");
  CHECK(render({"E0202", "缺少", {"demo.yaml", 3, 1}, ""}, "") == "错误[E0202] 缺少\n  ┌─ demo.yaml:3:1\n");
  CHECK(render({"E0202", "缺少", {"demo.yaml", 9, 1}, ""}, "a: b\n") == "错误[E0202] 缺少\n  ┌─ demo.yaml:9:1\n");
}

TEST_CASE("a very long line is cut, and bytes that are no text do no harm", "[language][diagnostic]") {
  const std::string shown = render({"E0101", "格式不对", {"demo.yaml", 1, 500}, ""}, std::string(1000, 'x') + "\xff");
  CHECK(shown.size() < 300);
  CHECK(render({"E0108", "不是 UTF-8", {"demo.yaml", 1, 2}, ""}, "\xff\xfe").find("^") != std::string::npos);
}

}  // namespace dialogs
